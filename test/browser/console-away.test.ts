// The console in a real browser when what it works with comes and goes, and what it says of files before they are sent.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openConsole, startConsole, type RunningConsole } from "../support/console.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { csvFile } from "../support/panel.ts";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";
import { goTo } from "./in-page.ts";

describeInBrowser("a console whose local cloud comes and goes", (browser) => {
  let folder: ProjectFolder;
  let served: RunningConsole;
  let page: Page;

  beforeAll(async () => {
    folder = await createProjectFolder();
    await folder.up();
    served = await startConsole(folder.path);
    ({ page } = await openConsole(browser(), served));
  }, 120_000);
  afterAll(async () => {
    await served?.stop();
    await folder?.remove();
  });

  const go = (place: string) => goTo(page, place);

  it("tells files with a question from those that cannot be forecast", async () => {
    const days =
      "2014-07-15 2014-07-30 2014-09-19 2015-05-12 2015-11-03 2016-02-08 2016-06-17 2016-06-26 2016-07-11";
    const rows = days.split(" ").map((day, row) => `${day},${row}\n`);
    await go("forecast");
    await page.setInputFiles("#choose-files", [
      csvFile("irregular.csv", `ds,y\n${rows.join("")}`),
      csvFile("text.csv", "name,city\na,b\n"),
    ]);
    await page.getByText("1 question", { exact: true }).waitFor();
    expect(await page.locator("fieldset button").first().innerText()).toBe(
      "sum, of each YS: for what is counted or sold",
    );
  });

  it("follows the log of a local cloud that was taken down and brought up again", async () => {
    await go("logs");
    await page.getByText("Ready", { exact: true }).first().waitFor();
    await folder.run("down", "--yes");
    await page.getByText("Nothing is up in this folder.").waitFor({ timeout: 60_000 });
    await folder.up();
    await page.getByText("Nothing is up in this folder.").waitFor({ state: "detached", timeout: 60_000 });
    await expect.poll(() => page.getByText("Ready", { exact: true }).count(), { timeout: 20_000 }).toBe(2);
  }, 180_000);

  it("says as it ends that not all files were sent", async () => {
    const ending = await startConsole(folder.path);
    const { page: other } = await openConsole(browser(), ending, "forecast");
    const files = Array.from({ length: 120 }, (_, n) => csvFile(`f${n}.csv`, dailySeries({ days: 60 })));
    await other.setInputFiles("#choose-files", files);
    await other.getByText("all can be forecast").waitFor({ timeout: 60_000 });
    await other.getByRole("button", { name: /^Forecast / }).click();
    await other.waitForURL(/#\/runs\/\d{8}-/);
    const run = /runs\/([\w-]+)/.exec(other.url())![1]!;
    const said = await ending.stop();
    // On a quick machine all may be sent by then.
    const { stdout } = await folder.run("runs", "show", run);
    expect(said.includes(`Not all files of the run ${run} were sent.`)).toBe(/not sent/.test(stdout));
  }, 120_000);
});
