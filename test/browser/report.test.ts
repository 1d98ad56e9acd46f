// Reports, opened from the disk as a reader of a mail would.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportData } from "../../src/core/report/report-data.ts";
import { composePage } from "../../src/library/report/compose-page.ts";
import {
  accessibilityProblems,
  findBrowser,
  noBrowser,
  openPage,
  startBrowser,
  takePicture,
} from "../support/browser.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const browserPath = findBrowser();

const day = 86_400;
const start = Date.UTC(2024, 0, 1) / 1000;
const dateOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
const rows = (from: number, count: number, value: (row: number) => number) => {
  const at = Array.from({ length: count }, (_, row) => start + (from + row) * day);
  return { at, dates: at.map(dateOf), values: at.map((_, row) => value(from + row)) };
};
const wave = (row: number) => 100 + row / 5 + 20 * Math.sin((row * 2 * Math.PI) / 7);
const data: ReportData = {
  title: "</script><b>sales</b>.csv",
  series: [
    {
      name: "",
      history: rows(0, 200, wave),
      forecast: {
        ...rows(200, 28, wave),
        bands: [
          {
            name: "80 % interval",
            lower: rows(200, 28, (row) => wave(row) - 9).values,
            upper: rows(200, 28, (row) => wave(row) + 9).values,
          },
        ],
      },
    },
  ],
};

describe.skipIf(browserPath === undefined)(`a report${browserPath ? "" : `: skipped, ${noBrowser}`}`, () => {
  let browser: Browser;
  let folder: string;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    folder = await mkdtemp(join(tmpdir(), "report-"));
    await writeFile(join(folder, "out.html"), await composePage(root, data));
    url = pathToFileURL(join(folder, "out.html")).href;
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const theme of ["light", "dark"] as const) {
    for (const width of [360, 1440]) {
      it(`shows itself at ${width} pixels in ${theme} colours, and asks nobody for anything`, async () => {
        const { page, errors, requests, close } = await openPage(browser, url, { width, theme });
        try {
          await page.waitForSelector(".chart canvas");
          expect(await page.textContent("h1")).toBe(data.title);
          expect(await accessibilityProblems(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          await takePicture(page, `report-chart-${width}-${theme}`);
          expect(errors).toEqual([]);
          expect(requests).toEqual([url]);
        } finally {
          await close();
        }
      });
    }
  }

  it("zooms by drag and keys, reads rows, and shows all again", async () => {
    const { page, errors, close } = await openPage(browser, url);
    try {
      const chart = page.getByRole("application");
      const all = page.getByRole("button", { name: "Show all" });
      await chart.focus();
      await page.keyboard.press("End");
      expect(await page.textContent(".chart-row b")).toBe("2024-08-15");
      expect(await page.textContent("[aria-live]")).toMatch(/^2024-08-15: forecast .*, 80 % interval .* to /);
      await page.keyboard.press("ArrowLeft");
      expect(await page.textContent(".chart-row b")).toBe("2024-08-14");
      await page.keyboard.press("Home");
      expect(await page.textContent("[aria-live]")).toBe("2024-01-01: history 100");
      expect(await all.isDisabled()).toBe(true);
      await page.keyboard.press("+");
      expect(await all.isDisabled()).toBe(false);
      await page.keyboard.press("Escape");
      expect(await all.isDisabled()).toBe(true);
      const { x, y, width } = (await page.locator(".u-over").boundingBox())!;
      await page.mouse.move(x + width * 0.5, y + 50);
      await page.mouse.down();
      await page.mouse.move(x + width * 0.7, y + 60, { steps: 5 });
      await page.mouse.up();
      expect(await all.isDisabled()).toBe(false);
      await takePicture(page, "report-chart-zoomed");
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
