// Reports that the command line has written, opened from the disk as a reader of a mail would.
import { readFile, stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityProblems, openPage, takePicture } from "../support/browser.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { coloursOfLines, focusedText, rowsOf } from "./in-page.ts";

const dates = (count: number) =>
  Array.from({ length: count }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10));
const wave = (day: number, shift = 0) =>
  (100 + shift + day / 5 + 20 * Math.sin((day * 2 * Math.PI) / 7) + 3 * Math.sin(day * day + shift)).toFixed(
    2,
  );
const single = `date,y\n${dates(200)
  .map((date, day) => `${date},${wave(day)}`)
  .join("\n")}\n`;
const panelOf = (shops: number, days: number) =>
  `shop,date,y\n${Array.from({ length: shops }, (_, shop) =>
    dates(days)
      .map(
        (date, day) =>
          `${shop === 3 ? "</script><!-- 3" : `shop ${shop}`},${date},${shop === 2 && day === days - 3 ? "closed?" : wave(day, shop)}`,
      )
      .join("\n"),
  ).join("\n")}\n`;

describeInBrowser("a report", (browser) => {
  let folder: ProjectFolder;
  beforeAll(async () => {
    folder = await createProjectFolder();
    await folder.file("<b>sales.csv", single);
    await folder.file("panel.csv", panelOf(60, 100));
    await folder.up();
  }, 120_000);
  afterAll(async () => {
    await folder?.remove();
  });

  const made = async (...args: string[]): Promise<string> => {
    const { exitCode, stderr } = await folder.run("predict", ...args, "--force", "--no-plot");
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    return pathToFileURL(`${folder.path}/out.html`).href;
  };

  describe("of one series", () => {
    let url: string;
    beforeAll(async () => {
      url = await made("<b>sales.csv", "--interval", "0.8,0.95", "-o", "out.csv", "--report", "out.html");
    });

    for (const theme of ["light", "dark"] as const) {
      for (const width of [360, 1440]) {
        it(`shows itself at ${width} pixels in ${theme} colours, and asks nobody for anything`, async () => {
          const { page, errors, requests, close } = await openPage(browser(), url, { width, theme });
          try {
            await page.waitForSelector(".chart canvas");
            expect(await page.textContent("h1")).toBe("Forecast of <b>sales.csv");
            expect(await page.getByText("the browser is too old").count()).toBe(0);
            expect(await accessibilityProblems(page)).toEqual([]);
            expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
              width,
            );
            await takePicture(page, `report-one-${width}-${theme}`);
            expect(errors).toEqual([]);
            expect(requests).toEqual([url]);
          } finally {
            await close();
          }
        });
      }
    }

    it("has the numbers of the result to the last digit, and is small", async () => {
      const { page, close } = await openPage(browser(), url);
      try {
        await page.waitForSelector(".chart canvas");
        const csv = (await readFile(`${folder.path}/out.csv`, "utf8")).trimEnd().split("\n");
        const head = await page.locator('[aria-label="Forecast"] thead').innerText();
        expect(head.trim()).toBe(csv[0]!.replaceAll(",", "\t"));
        expect(await rowsOf(page, "Forecast")).toEqual(csv.slice(1));
        await page.getByText("History, the newest first").click();
        const history = single.trimEnd().split("\n").slice(1).toReversed();
        expect(await rowsOf(page, "History")).toEqual(
          history.slice(0, 100).map((line) => line.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")),
        );
        // 200 rows: after the last of them there is no button to have the focus.
        await page.getByRole("button", { name: "Show more" }).focus();
        await page.keyboard.press("Enter");
        expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("History");
        expect(await rowsOf(page, "History")).toHaveLength(200);
        expect((await stat(`${folder.path}/out.html`)).size).toBeLessThan(2_000_000);
      } finally {
        await close();
      }
    });

    it("is printed in light colours, whatever its reader's screen has", async () => {
      const { page, close } = await openPage(browser(), url, { theme: "dark" });
      try {
        await page.waitForSelector(".chart canvas");
        await page.getByLabel("Colours").selectOption("dark");
        const colours = () => page.evaluate(coloursOfLines, ["#0969da", "#58a6ff"]);
        await expect.poll(colours).toEqual(["#58a6ff"]);
        await page.emulateMedia({ media: "print", colorScheme: "dark" });
        await expect.poll(colours).toEqual(["#0969da"]);
        expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(31, 35, 40)");
        await page.emulateMedia({ media: "screen" });
        await expect.poll(colours).toEqual(["#58a6ff"]);
      } finally {
        await close();
      }
    });

    it("says what the forecast is made of, what was weighed, and what was missed on held-out rows", async () => {
      const { page, close } = await openPage(browser(), url);
      try {
        await page.waitForSelector(".terms canvas");
        expect(await page.locator(".terms figcaption").allInnerTexts()).toEqual([
          "trend",
          "season of 7 rows",
          "rest: what the terms leave of the history",
        ]);
        const methods = (await rowsOf(page, "Methods that were weighed")).map((line) => line.split(","));
        const shares = methods.map((cells) => Number.parseFloat(cells[2]!) || 0);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
        expect((await rowsOf(page, "Errors on held-out rows"))[0]).toMatch(/^2024-06-21,2024-07-18,28,/);
        expect(await page.locator(".chart-legend").first().innerText()).toContain("held-out forecasts");
      } finally {
        await close();
      }
    });

    it("zooms by drag, wheel and keys, reads rows, and shows all", async () => {
      const { page, errors, close } = await openPage(browser(), url);
      try {
        const chart = page.getByRole("application").first();
        const all = page.getByRole("button", { name: "Show all" }).first();
        // The newest part is shown at first.
        await expect.poll(() => all.isDisabled()).toBe(false);
        await all.click();
        expect(await all.isDisabled()).toBe(true);
        await chart.focus();
        await page.keyboard.press("End");
        expect(await page.textContent(".chart-row b")).toBe("2024-08-15");
        expect(await page.textContent(".chart [aria-live]")).toMatch(
          /^2024-08-15: forecast .*, 80 % interval .* to /,
        );
        await page.keyboard.press("ArrowLeft");
        expect(await page.textContent(".chart-row b")).toBe("2024-08-14");
        await page.keyboard.press("Home");
        expect(await page.textContent(".chart [aria-live]")).toBe("2024-01-01: history 100");
        await page.keyboard.press("+");
        expect(await all.isDisabled()).toBe(false);
        expect(await page.textContent(".chart [aria-live]")).toMatch(/^Shown: 2024-01-01 to 2024-/);
        // A button that has nothing more to do keeps the focus.
        await all.focus();
        await page.keyboard.press("Enter");
        expect(await all.isDisabled()).toBe(true);
        expect(await focusedText(page)).toBe("All");
        await chart.focus();
        await page.keyboard.press("+");
        await page.keyboard.press("Escape");
        expect(await all.isDisabled()).toBe(true);
        const { x, y, width } = (await page.locator(".u-over").first().boundingBox())!;
        await page.mouse.move(x + width * 0.5, y + 50);
        await page.mouse.down();
        await page.mouse.move(x + width * 0.7, y + 60, { steps: 5 });
        await page.mouse.up();
        expect(await all.isDisabled()).toBe(false);
        await takePicture(page, "report-one-zoomed");
        await page.mouse.dblclick(x + width * 0.5, y + 50);
        expect(await all.isDisabled()).toBe(true);
        await page.mouse.wheel(0, -300);
        await expect.poll(() => all.isDisabled()).toBe(false);
        expect(errors).toEqual([]);
      } finally {
        await close();
      }
    });
  });

  it("of a panel finds any series, and says which fell back and why", async () => {
    const url = await made("panel.csv", "--model", "theta", "-o", "out.csv", "--report", "out.html");
    const { page, errors, close } = await openPage(browser(), url);
    try {
      await page.waitForSelector(".chart canvas");
      expect(await page.getByRole("status").innerText()).toBe("60 of 60 series, 1 with problems");
      await page.getByLabel("Order").selectOption("problems first");
      expect(await page.locator(".table-box tbody tr").first().innerText()).toContain(
        "shop 2\tseasonal-naive",
      );
      await takePicture(page, "report-panel-problems");
      await page.getByLabel("Search").fill("HOP 41");
      expect(await page.getByRole("status").innerText()).toBe("1 of 60 series, 1 with problems");
      await page.getByRole("button", { name: "shop 41", exact: true }).click();
      await expect.poll(() => page.locator("h2#series").innerText()).toBe("shop 41");
      const csv = (await readFile(`${folder.path}/out.csv`, "utf8")).split("\n");
      const own = csv
        .filter((line) => line.includes(",shop 41,"))
        .map((line) => line.replace(/,shop 41,.*/, ""));
      await expect.poll(() => rowsOf(page, "Forecast")).toEqual(own);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.locator(".terms figcaption").first().innerText()).toBe("trend");
      await page.goto(`${url}#series-2`);
      await page.reload();
      await expect.poll(() => page.locator(".note.bad").innerText()).toContain("closed?");
      expect(errors).toEqual([]);
    } finally {
      await close();
    }
  });

  it("of a backtest has the numbers of --json, and draws the models that are chosen", async () => {
    const models = ["--models", "theta,naive,seasonal-naive", "--windows", "2"];
    const written = await folder.json<{ models: Record<string, unknown>[] }>(
      "backtest",
      "panel.csv",
      ...models,
      "--report",
      "backtest.html",
      "--force",
    );
    const url = pathToFileURL(`${folder.path}/backtest.html`).href;
    for (const width of [360, 1440]) {
      const { page, errors, requests, close } = await openPage(browser(), url, {
        width,
        theme: width === 360 ? "dark" : "light",
      });
      try {
        await page.waitForSelector(".chart canvas");
        const scores = (await rowsOf(page, "Models")).map((line) => line.split(",").slice(0, 5));
        expect(scores).toEqual(
          written.models.map(({ model, smape, mase, rmse, bias }) =>
            [model, smape, mase, rmse, bias].map(String),
          ),
        );
        // As the command says it: worst first, each with all windows of all models.
        const first = page.locator('[aria-label="Series"] tbody tr').first();
        const worst = await first.locator("button").innerText();
        await first.locator("button").click();
        await expect.poll(() => page.locator("h2#series").innerText()).toBe(worst);
        type Window = { id: string[]; from: string; to: string; smape?: number };
        const windows = written.models.flatMap(({ model, windows: all }) =>
          (all as Window[])
            .filter(({ id }) => id[0] === worst)
            .map(({ from, to, smape }) => [model, from, to, String(smape ?? "")]),
        );
        expect((await rowsOf(page, "Windows")).map((line) => line.split(",").slice(0, 4))).toEqual(windows);
        await page.getByLabel("naive", { exact: true }).uncheck();
        expect(await page.locator(".chart-legend").innerText()).not.toMatch(/^naive$/m);
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await takePicture(page, `report-backtest-${width}`);
        expect({ errors, others: requests.filter((each) => !each.startsWith(url)) }).toEqual({
          errors: [],
          others: [],
        });
      } finally {
        await close();
      }
    }
    expect((await stat(`${folder.path}/backtest.html`)).size).toBeLessThan(2_000_000);
  });

  it("of a backtest says where MASE divides by nothing, and leaves out what would be in its units", async () => {
    const constant = (value: number) => dates(60).map((date) => `${date},${value}`);
    const flat = `date,y\n${constant(7).join("\n")}\n`;
    const mixed = [
      "shop,date,y",
      ...constant(7).map((row) => `flat,${row}`),
      ...dates(60).map((date, day) => `wave,${date},${wave(day)}`),
    ].join("\n");
    await folder.file("flat.csv", flat);
    await folder.file("mixed.csv", mixed);
    const opened = async (file: string) => {
      const args = [
        "--models",
        "naive",
        "--windows",
        "2",
        "--horizon",
        "7",
        "--report",
        "mase.html",
        "--force",
      ];
      await folder.json("backtest", file, ...args);
      const shown = await openPage(browser(), pathToFileURL(`${folder.path}/mase.html`).href);
      await shown.page.waitForSelector(".chart canvas");
      return shown;
    };
    const alone = await opened("flat.csv");
    try {
      expect((await rowsOf(alone.page, "Models"))[0]).toMatch(/^naive,0,–,0,0,/);
      expect(await rowsOf(alone.page, "Windows")).toEqual([
        expect.stringMatching(/,0,–,0,0,$/),
        expect.stringMatching(/,0,–,0,0,$/),
      ]);
      await alone.page.getByText(/MASE is – where a history does not change/).waitFor();
      expect(await alone.page.locator("#steps").count()).toBe(0);
      expect(alone.errors).toEqual([]);
    } finally {
      await alone.close();
    }
    const among = await opened("mixed.csv");
    try {
      expect((await rowsOf(among.page, "Models"))[0]).toMatch(/^naive,[\d.]+,[\d.]+,/);
      expect(await rowsOf(among.page, "Series")).toContain("flat,naive,–,0,");
      await among.page.getByText(/MASE is – where a history does not change/).waitFor();
      expect(await among.page.locator("#steps").count()).toBe(1);
    } finally {
      await among.close();
    }
  });
});
