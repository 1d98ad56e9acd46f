// The console in a real browser over a real local cloud: what an operator does with it.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asOwner } from "../support/as-owner.ts";
import { accessibilityProblems, takePicture, type OpenedPage } from "../support/browser.ts";
import {
  isAskedFor,
  openConsole,
  requestsElsewhere,
  startConsole,
  type RunningConsole,
} from "../support/console.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { csvFile } from "../support/panel.ts";
import { openBuckets } from "../support/output-bucket.ts";
import { createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";
import { goTo } from "./in-page.ts";

const broken = dailySeries({ days: 30 }).replace(/(2024-01-14,)\S+/, "$1many");

describeInBrowser("an operator with the console", (browser) => {
  let folder: ProjectFolder;
  let served: RunningConsole;
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    folder = await createProjectFolder();
    const delivery = { minimumBackoffSeconds: 0, maximumBackoffSeconds: 1, maxDeliveryAttempts: 5 };
    await folder.file("cloud-runner.json", JSON.stringify({ delivery }));
    await folder.up();
    // Results have no place to go for a while: that makes a dead letter of whatever is uploaded.
    const bucket = `http://127.0.0.1:${folder.cloud().httpPort}/storage/v1/b/cloud-runner-local-forecast-output`;
    await fetch(bucket, asOwner(folder.cloud(), { method: "DELETE" }));
    const { httpPort } = folder.cloud();
    await openBuckets({
      storage: `http://127.0.0.1:${httpPort}`,
      inputBucket: "cloud-runner-local-forecast-input",
      outputBucket: "cloud-runner-local-forecast-output",
    }).upload("broken.csv", broken, { "forecast-model": "naive" });
    await eventually("a dead letter", 60_000, async () => {
      const { messages } = await folder.json<{ messages: unknown[] }>("dlq", "list");
      return messages.length === 1 ? true : undefined;
    });
    await folder.up();
    served = await startConsole(folder.path);
    opened = await openConsole(browser(), served);
    ({ page } = opened);
  }, 180_000);
  afterAll(async () => {
    await served?.stop();
    await folder?.remove();
  });

  const go = (place: string) => goTo(page, place);

  it("sees on the overview what is up and what was given up", async () => {
    await page.getByText("Output bucket").waitFor();
    await page.locator(".node.alarm").getByText("1 given up").waitFor();
    expect(await page.locator(".figure", { hasText: "Dead letters" }).innerText()).toMatch(/1\s+given up/);
    await page.locator(".figure", { hasText: "at rest" }).getByText(/\$\d/).first().waitFor();
    await page.getByText("Compare what is there").click();
    await page.locator("table", { hasText: "run.service" }).getByText("ok").first().waitFor();
  });

  it("replays a dead letter with a fixed file and sees its forecast", async () => {
    await go("dead-letters");
    await page.getByRole("link", { name: /broken\.csv/ }).click();
    await page.getByText("The file as it stands cannot be forecast:").waitFor();
    await takePicture(page, "console-dead-letter");
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.setInputFiles(
      "input[aria-label='Fixed file']",
      csvFile("fixed.csv", dailySeries({ days: 30 })),
    );
    await page.getByText("can be forecast", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Replay with it", exact: true }).click();
    await page.getByRole("link", { name: "See its forecast" }).click();
    await page.getByRole("application").waitFor();
    await go("dead-letters");
    await page.getByText("Nothing was given up.").waitFor();
  });

  it("adds, runs, pauses, resumes and removes a schedule, with the question of the command line", async () => {
    await go("schedules");
    await page.getByRole("button", { name: "Add a schedule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("nightly");
    await dialog
      .getByLabel("Files of the schedule")
      .setInputFiles(csvFile("sales.csv", dailySeries({ days: 60 })));
    await dialog.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("link", { name: "nightly" }).click();
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByText("1 forecast", { exact: true }).waitFor();
    await takePicture(page, "console-schedule");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.locator(".about").getByText("paused").waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.locator(".about").getByText("on", { exact: true }).waitFor();
    await page.getByRole("link", { name: "sales.csv" }).click();
    await page.getByRole("application").waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "Remove" }).click();
    const asked = page.getByRole("dialog");
    await asked.waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await asked.getByRole("button", { name: "Leave it" }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await asked.getByRole("button", { name: "Remove this schedule" }).click();
    await page.getByText("No schedule yet.").waitFor();
  });

  it("filters the log and follows it", async () => {
    await go("logs");
    const lines = page.locator(".log-line");
    await lines.first().waitFor();
    await page.getByLabel("Text").fill("no-such-words-in-the-log");
    await page.getByText("Nothing was logged that fits.").waitFor();
    await page.getByLabel("Text").fill("");
    await lines.first().waitFor();
    const before = await lines.count();
    await folder.file("more.csv", dailySeries({ days: 40 }));
    await folder.run("predict", "more.csv");
    await expect.poll(() => lines.count(), { timeout: 20_000 }).toBeGreaterThan(before);
    await lines.last().click();
    await page.locator(".log-line details[open] pre").waitFor();
    await page.getByLabel("At least this severe").selectOption("ERROR");
    await page.waitForURL(/severity=ERROR/);
  });

  it("draws what Cloud Monitoring has measured", async () => {
    await go("metrics");
    await page.getByRole("application", { name: /^Requests/ }).waitFor();
    await page.getByRole("button", { name: "6h" }).click();
    await page.waitForURL(/since=6h/);
    await page.getByRole("application", { name: /^Requests/ }).waitFor();
    expect(await page.locator(".metric").count()).toBeGreaterThan(2);
    await takePicture(page, "console-metrics");
  });

  it("goes everywhere by keys, with the focus on the heading", async () => {
    await go("");
    for (const [key, title] of [
      ["r", "Runs"],
      ["m", "Metrics"],
      ["v", "Revisions"],
      ["c", "Cost"],
      ["o", "Overview"],
    ] as const) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await expect.poll(() => page.title()).toBe(`${title} · cloud-runner`);
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    }
    await page.keyboard.press("?");
    const keys = page.getByRole("dialog");
    await keys.waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    // Tab stays in the dialog, or goes to the browser itself, but never to the page behind.
    for (let press = 0; press < 4; press += 1) {
      await page.keyboard.press("Tab");
      expect(
        await page.evaluate(
          () =>
            document.activeElement === document.body || document.activeElement?.closest("dialog") !== null,
        ),
      ).toBe(true);
    }
    await page.keyboard.press("Escape");
    await expect.poll(() => keys.count()).toBe(0);
  });

  it("leaves no error in the browser, and asks nobody but the console", () => {
    expect(opened.errors.filter((error) => !isAskedFor(error))).toEqual([]);
    expect(requestsElsewhere(opened, served)).toEqual([]);
  });

  // Last, since it ends the console.
  it("knows that the console has ended, and says how to go on when it is there again", async () => {
    await go("runs");
    await page.getByRole("heading", { name: "Runs" }).waitFor();
    const { port } = new URL(served.url);
    await served.stop();
    await page.getByText("The console does not answer.").waitFor({ timeout: 15_000 });
    expect(await page.locator(".banner").innerText()).toMatch(/from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
    await takePicture(page, "console-away");
    served = await startConsole(folder.path, "--port", port);
    await page.getByText("This page has no right to ask any more.").waitFor({ timeout: 15_000 });
    await page.goto(served.url);
    await page.getByText("Output bucket").waitFor();
  });
});
