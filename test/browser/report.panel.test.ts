// The report of a thousand series with a thousand rows each.
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Forecasted } from "../../src/library/predict/file-result.ts";
import { composePage } from "../../src/library/report/compose-page.ts";
import { forecastReport } from "../../src/library/report/forecast-report.ts";
import { accessibilityProblems, openPage, takePicture } from "../support/browser.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { rowsOf } from "./in-page.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const [shops, days, ahead] = [1000, 1000, 28];
const dates = Array.from({ length: days + ahead }, (_, day) =>
  new Date(Date.UTC(2022, 0, 1 + day)).toISOString().slice(0, 10),
);
// Digits as a forecast has them.
const noise = (seed: number) =>
  Math.sin(seed * 12.9898) * 43_758.5453 - Math.floor(Math.sin(seed * 12.9898) * 43_758.5453);

const history = () => {
  const lines = ["shop,date,sales"];
  for (let shop = 0; shop < shops; shop++)
    for (let day = 0; day < days; day++)
      lines.push(`shop-${shop},${dates[day]},${(100 + shop + 50 * noise(shop * days + day)).toFixed(2)}`);
  return Buffer.from(lines.join("\n"));
};
const result = () => {
  const lines = ["date,prediction,prediction_lower,prediction_upper,shop,model"];
  for (let shop = 0; shop < shops; shop++) {
    for (let day = 0; day < ahead; day++) {
      const value = 100 + shop + 50 * noise(shop * ahead + day + 0.5);
      lines.push(
        [
          dates[days + day],
          value,
          value - 20 * noise(day),
          value + 20 * noise(day + shop),
          `shop-${shop}`,
          shop === 13 ? "seasonal-naive" : "auto",
        ].join(","),
      );
    }
  }
  return `${lines.join("\n")}\n`;
};

describeInBrowser("a report of a thousand series", (browser) => {
  let folder: string;
  let path: string;
  let csv: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "report-panel-"));
    path = join(folder, "panel.html");
    csv = result();
    const file: Forecasted = {
      status: "ok",
      input: {
        label: "panel.csv",
        name: "panel.csv",
        path: undefined,
        read: () => Promise.reject(new Error("never")),
        objectBase: "panel.csv",
        outputPath: undefined,
        format: "csv",
      },
      object: "panel.csv",
      generation: "1",
      sent: history(),
      content: Buffer.from(csv),
      csv,
      rows: shops * ahead,
      model: "auto",
      modelVersion: "auto 2",
      parameters: {
        model: "auto",
        interval: "0.8",
        date: "date",
        target: "sales",
        id: "shop",
        horizon: ahead,
      },
      warnings: [],
      explanation: undefined,
      series: { count: shops, fellBack: 1, left: 0, report: undefined, reportUri: undefined },
      revision: undefined,
      ownModel: undefined,
      durationMs: 1,
    };
    const unexplained = () => Promise.resolve({ series: new Map() });
    const content = await forecastReport([file], {
      run: undefined,
      madeAt: "now",
      parameters: {},
      explain: unexplained,
    });
    await writeFile(path, await composePage(root, content));
  }, 120_000);
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("stays below ten megabytes with all of its rows", async () => {
    expect((await stat(path)).size).toBeLessThan(10_000_000);
  });

  it("opens from the disk, finds each series, and has its numbers", async () => {
    const url = pathToFileURL(path).href;
    const { page, errors, requests, close } = await openPage(browser(), url);
    try {
      await page.waitForSelector(".chart canvas");
      expect(await page.getByRole("status").innerText()).toBe("1000 of 1000 series, 1 with problems");
      for (const shop of [999, 13, 500]) {
        await page.getByLabel("Search").fill(`shop-${shop}`);
        await page.getByRole("button", { name: `shop-${shop}`, exact: true }).click();
        const own = csv
          .split("\n")
          .filter((line) => line.includes(`,shop-${shop},`))
          .map((line) => line.replace(/,shop-.*/, ""));
        await expect.poll(() => rowsOf(page, "Forecast")).toEqual(own);
        await page.getByText(/^History, the newest first \(1000 rows\)/).waitFor();
      }
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByLabel("Search").fill("");
      await page.getByLabel("Order").selectOption("largest first");
      await takePicture(page, "report-panel-thousand");
      expect(errors).toEqual([]);
      expect(requests).toEqual([url]);
    } finally {
      await close();
    }
  });
});
