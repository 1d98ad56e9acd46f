// The console in a real browser over a real local cloud: what a forecaster does with it.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityProblems, takePicture, type OpenedPage } from "../support/browser.ts";
import { openConsole, requestsElsewhere, startConsole, type RunningConsole } from "../support/console.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { csvFile, panelCsv } from "../support/panel.ts";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";
import { focusedText, goTo, rowsOf } from "./in-page.ts";

describeInBrowser("a forecaster with the console", (browser) => {
  let folder: ProjectFolder;
  let served: RunningConsole;
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    folder = await createProjectFolder();
    await folder.up();
    served = await startConsole(folder.path);
    opened = await openConsole(browser(), served);
    ({ page } = opened);
  }, 120_000);
  afterAll(async () => {
    await served?.stop();
    await folder?.remove();
  });

  const go = (place: string) => goTo(page, place);
  const choose = async (...files: ReturnType<typeof csvFile>[]) => {
    await go("forecast");
    await page.setInputFiles("#choose-files", files);
  };
  const send = async () => {
    await page.getByRole("button", { name: /^Forecast / }).click();
    await page.waitForURL(/#\/runs\/\d{8}-/);
  };
  const chart = () => page.getByRole("application");

  it("forecasts a file, draws it, zooms it and downloads what the command line writes", async () => {
    const csv = dailySeries({ days: 200 });
    await choose(csvFile("sales.csv", csv));
    const card = page.locator(".file-card");
    await card.getByText("fine").waitFor();
    expect(await card.innerText()).toMatch(
      /Rows\s+200\s+From\s+2024-01-01\s+To\s+2024-07-18\s+Frequency\s+D/,
    );
    await page.getByLabel("horizon").fill("14");
    await card.getByText("14 rows").waitFor();
    await send();
    await chart().waitFor();
    await chart().focus();
    await page.keyboard.press("End");
    expect(await page.textContent(".chart-row b")).toBe("2024-08-01");
    const all = page.getByRole("button", { name: "Show all" });
    await page.keyboard.press("Escape");
    expect(await all.isDisabled()).toBe(true);
    const { x, y, width } = (await page.locator(".u-over").boundingBox())!;
    await page.mouse.move(x + width * 0.6, y + 40);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.9, y + 60, { steps: 5 });
    await page.mouse.up();
    expect(await all.isDisabled()).toBe(false);
    await takePicture(page, "console-forecast");

    await page.getByText("Download", { exact: true }).click();
    const downloading = page.waitForEvent("download");
    await page.getByText("as the service wrote it").click();
    const path = await (await downloading).path();
    await folder.file("sales.csv", csv);
    const { stdout } = await folder.run("predict", "sales.csv", "--horizon", "14", "-o", "-");
    const { readFile } = await import("node:fs/promises");
    expect((await readFile(path, "utf8")).trimEnd()).toBe(stdout.trimEnd());

    // The table on the page has the same digits, so that what is copied from it is the forecast.
    await page.getByText("The forecast as a table").click();
    expect(await rowsOf(page, "The forecast, row by row")).toEqual(stdout.trimEnd().split("\n").slice(1));
  });

  it("asks about a file what the command line would ask, as choices", async () => {
    const rows = dailySeries({ days: 60 }).trimEnd().split("\n").slice(1);
    const csv = `date,visits,orders\n${rows.map((row) => `${row},${row.split(",")[1]}`).join("\n")}\n`;
    await choose(csvFile("two.csv", csv));
    const question = page.locator("fieldset.question");
    await question.waitFor();
    await page.locator(".card-head").getByText("1 question", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: /^Forecast / }).isDisabled()).toBe(true);
    expect(await accessibilityProblems(page)).toEqual([]);
    await question.getByRole("button", { name: "orders" }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".file-card").getByText("fine").waitFor();
    // The question is gone; keys go on from the heading above it.
    await expect.poll(() => focusedText(page)).toBe("Files");
    await page.getByText("The same on the command line").click();
    expect(await page.textContent(".command code")).toBe(
      "cloud-runner predict two.csv --target-column orders",
    );
    await page.getByRole("button", { name: "Start over" }).click();
  });

  it("shows where a file is broken and lets nobody send it", async () => {
    await choose(csvFile("broken.csv", dailySeries({ days: 30 }).replace(/(2024-01-14,)\S+/, "$1many")));
    const fault = page.locator(".fault");
    await fault.waitFor();
    expect(await fault.innerText()).toContain("Line 15, column 2:\n2024-01-14,many");
    expect(await fault.innerText()).toContain("Fix:");
    expect(await page.getByRole("button", { name: /^Forecast / }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Take out broken.csv" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("No file in hand yet.").waitFor();
    await expect.poll(() => focusedText(page)).toBe("Forecast");
  });

  it("finds a series of a panel, goes through them by keys, and puts two side by side", async () => {
    await choose(csvFile("panel.csv", panelCsv(60, 40)));
    // Which of the two names the series has to be said, as on the command line.
    await page.getByText("Columns", { exact: true }).click();
    await page.getByLabel("id", { exact: true }).fill("region,shop");
    await page.locator(".file-card").getByText("60", { exact: true }).waitFor();
    await send();
    await chart().waitFor();
    const search = page.getByLabel("Search series");
    await search.fill("shop-0042");
    const list = page.getByRole("listbox", { name: /Series/ });
    await page.getByText("1 of 60 series").waitFor();
    await list.getByText("east · shop-0042").click();
    await page.getByRole("heading", { name: "east · shop-0042" }).waitFor();
    await page.getByRole("button", { name: "Keep to compare" }).click();
    await search.fill("");
    await page.getByText("60 series", { exact: true }).waitFor();
    await list.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "2 series" }).waitFor();
    expect(await page.locator(".chart-legend").innerText()).toMatch(/east · shop-0002\s+east · shop-0042/);
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePicture(page, "console-panel-compared");
    // The address is the view: whoever gets it sees the same.
    await page.reload();
    await page.getByRole("heading", { name: "2 series" }).waitFor();
    await page.goBack();
  });

  it("forecasts the same file again with other parameters, as a run of its own", async () => {
    await go("runs");
    await page.getByRole("link", { name: "sales.csv" }).first().click();
    await chart().waitFor();
    const former = page.url();
    await page.getByRole("button", { name: "Other parameters" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Model").selectOption("naive");
    await dialog.getByLabel("horizon").fill("3");
    await dialog.getByRole("button", { name: "Forecast again" }).click();
    await page.waitForURL((url) => url.href !== former && /#\/runs\/\d/.test(url.href));
    await chart().waitFor();
    expect(await page.locator(".strip").innerText()).toMatch(/horizon=3/);
    await page.getByText("The forecast as a table").click();
    expect(await page.locator("table.plain tbody tr").count()).toBe(3);
    await page.goBack();
    await page.waitForURL(former);
  });

  it("takes files that are dropped anywhere on the page", async () => {
    await go("logs");
    const transfer = await page.evaluateHandle(
      (content) => {
        const held = new DataTransfer();
        held.items.add(new File([content], "dropped & süß.csv", { type: "text/csv" }));
        return held;
      },
      dailySeries({ days: 50 }),
    );
    await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
    await page.locator(".file-card").getByText("dropped & süß.csv").waitFor();
    await page.locator(".file-card").getByText("fine").waitFor();
    await send();
    await chart().waitFor();
    expect(await page.locator(".card-head h2").innerText()).toBe("dropped & süß.csv");
  });

  it("leaves no error in the browser, and asks nobody but the console", () => {
    expect(opened.errors).toEqual([]);
    expect(requestsElsewhere(opened, served)).toEqual([]);
  });

  it("keeps its cookie from what another user serves on another port", async () => {
    const asked: (string | undefined)[] = [];
    const stranger = createServer(({ headers }, response) => {
      asked.push(headers.cookie);
      response.setHeader("content-type", "text/html");
      // A page of the same site, from which strict cookies are sent along.
      response.end(asked.length === 1 ? "<script>location = '/again'</script>" : "<h1>again</h1>");
    });
    await once(stranger.listen(0, "127.0.0.1"), "listening");
    try {
      const visit = await page.context().newPage();
      await visit.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
      await visit.getByText("again").waitFor();
      await visit.close();
    } finally {
      stranger.closeAllConnections();
      stranger.close();
    }
    expect(new Set(asked)).toEqual(new Set([undefined]));
  });
});
