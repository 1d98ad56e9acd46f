// `npm run record:pages`: forecasts a file, and takes the pictures of the console and of the report. It takes Chromium and a build.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { monthlyTemperatures } from "./data.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pictures = join(root, "docs", "pictures");
const size = { width: 1200, height: 760 };
const bin = join(root, "bin", "cloud-runner.js");
const executablePath = process.env["CLOUD_RUNNER_CHROMIUM"] ?? "/usr/bin/chromium";

const home = mkdtempSync(join(tmpdir(), "cloud-runner-record-"));
const folder = join(home, "weather");
mkdirSync(folder);
writeFileSync(join(folder, "temperature.csv"), monthlyTemperatures(root));
const tool = (...words: string[]): string =>
  execFileSync(process.execPath, [bin, ...words], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });

try {
  tool("up");
  const made = tool("predict", "temperature.csv", "--horizon", "12", "--report", "report.html", "--json");
  const { run } = JSON.parse(made) as { run: string };
  const console = spawn(process.execPath, [bin, "console", "--no-open", "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const first = await new Promise<string>((resolve) =>
      console.stdout.once("data", (chunk) => resolve(String(chunk))),
    );
    const { url } = JSON.parse(first) as { url: string };
    const page = await browser.newPage({ viewport: size });
    await page.goto(url);
    await page.waitForSelector("h1");
    await page.goto(new URL(`#/runs/${run}`, page.url()).href);
    await page.getByText("temperature.csv").first().waitFor();
    await page.locator("canvas").first().waitFor();
    await page.waitForTimeout(1000);
    await page.screenshot({ path: join(pictures, "console.png") });
    await page.goto(pathToFileURL(join(folder, "report.html")).href);
    await page.locator("canvas").first().waitFor();
    await page.waitForTimeout(1000);
    await page.screenshot({ path: join(pictures, "report.png") });
  } finally {
    await browser.close();
    console.kill("SIGINT");
    await text(console.stdout);
  }
} finally {
  tool("down", "--yes");
  rmSync(home, { recursive: true, force: true });
}
