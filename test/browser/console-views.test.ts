// Each view of the console on a telephone and on a desk, light and dark: fits, can be used by everybody, and is kept as a picture.
import { stat } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { accessibilityProblems, takePicture } from "../support/browser.ts";
import { openConsole, requestsElsewhere, startConsole, type RunningConsole } from "../support/console.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { panelCsv } from "../support/panel.ts";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";
import { goTo } from "./in-page.ts";

describeInBrowser("the views of the console", (browser) => {
  let folder: ProjectFolder;
  let empty: ProjectFolder;
  let served: RunningConsole;
  let servedEmpty: RunningConsole;
  let run: string;
  let panel: string;

  beforeAll(async () => {
    folder = await createProjectFolder();
    empty = await createProjectFolder();
    await folder.up();
    await folder.file("sales.csv", dailySeries({ days: 400 }));
    await folder.file("panel.csv", panelCsv(40, 60));
    await folder.file("broken.csv", dailySeries({ days: 30 }).replace(/(2024-01-14,)\S+/, "$1many"));
    await folder.run("predict", "sales.csv", "broken.csv");
    await folder.run("predict", "panel.csv", "--id-column", "region,shop");
    await folder.run("schedule", "add", "nightly", "--cron", "0 5 * * 1-5", "sales.csv");
    const { runs } = await folder.json<{ runs: { run: string }[] }>("runs", "list");
    [panel, run] = runs.map((each) => each.run) as [string, string];
    [served, servedEmpty] = await Promise.all([startConsole(folder.path), startConsole(empty.path)]);
  }, 180_000);
  afterAll(async () => {
    await served?.stop();
    await servedEmpty?.stop();
    await folder?.remove();
    await empty?.remove();
  });

  /** What each has when it is there. */
  const views: readonly (readonly [name: string, place: () => string, there: string])[] = [
    ["overview", () => "", "Newest runs"],
    ["forecast", () => "forecast", "No file in hand yet."],
    ["runs", () => "runs", "Started"],
    ["run", () => `runs/${run}`, "The forecast as a table"],
    ["panel", () => `runs/${panel}`, "40 series"],
    ["failed", () => `runs/${run}?file=1`, "Fix:"],
    ["schedules", () => "schedules", "nightly"],
    ["schedule", () => "schedules/nightly", "It has not run yet."],
    ["metrics", () => "metrics", "Requests"],
    ["logs", () => "logs", "Forecasting"],
    ["dead-letters", () => "dead-letters", "Nothing was given up."],
    ["revisions", () => "revisions", "ready"],
    ["cost", () => "cost", "At most"],
    ["nothing", () => "no/such/view", "No view has this address."],
  ];

  for (const theme of ["light", "dark"] as const) {
    for (const width of [360, 1440]) {
      it(`fit ${width} pixels in ${theme} colours, and axe finds nothing`, async () => {
        const opened = await openConsole(browser(), served, "", { width, theme });
        const { page, errors, close } = opened;
        try {
          for (const [name, place, there] of views) {
            await goTo(page, place());
            await page.locator("main").getByText(there).first().waitFor();
            expect({ name, problems: await accessibilityProblems(page) }).toEqual({ name, problems: [] });
            const isTooWide = await page.evaluate(
              (width) => document.documentElement.scrollWidth > width,
              width,
            );
            expect({ name, isTooWide }).toEqual({ name, isTooWide: false });
            await takePicture(page, `console-${name}-${width}-${theme}`);
          }
          await goTo(page, `runs/${run}`);
          await page.getByText("Download", { exact: true }).click();
          const { x, width: wide } = (await page.locator(".menu > ul").boundingBox())!;
          expect({ isWhole: x >= 0 && x + wide <= width }).toEqual({ isWhole: true });
          expect(errors).toEqual([]);
          expect(requestsElsewhere(opened, served)).toEqual([]);
        } finally {
          await close();
        }
      }, 120_000);
    }
  }

  it("take less than 150 kB of script in all", async () => {
    const { size } = await stat(new URL("../../dist/pages/console.js", import.meta.url));
    expect(size).toBeLessThan(150_000);
  });

  it("say the next command where nothing is up", async () => {
    const { page, close } = await openConsole(browser(), servedEmpty);
    try {
      await page.getByText("cloud-runner up").first().waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await takePicture(page, "console-nothing-up");
    } finally {
      await close();
    }
  });

  it("keep the colours that were chosen", async () => {
    const { page, close } = await openConsole(browser(), served, "", { theme: "light" });
    try {
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await ground();
      await page.getByLabel("Colours").selectOption("dark");
      expect(await ground()).not.toBe(light);
      await page.reload();
      await page.waitForSelector("h1");
      expect(await ground()).not.toBe(light);
      await page.getByLabel("Colours").selectOption("auto");
      expect(await ground()).toBe(light);
    } finally {
      await close();
    }
  });
});
