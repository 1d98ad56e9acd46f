// A real browser for pages: finds Chromium, and opens pages whose errors and requests are kept. Run by itself it says
// whether there is one.
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Undefined where there is none. `CLOUD_RUNNER_CHROMIUM` names another. */
export function findBrowser(): string | undefined {
  const named = process.env["CLOUD_RUNNER_CHROMIUM"];
  return (named === undefined || named === "" ? places : [named]).find((path) => existsSync(path));
}

export const noBrowser =
  "there is no Chromium here; CLOUD_RUNNER_CHROMIUM names one that is somewhere unusual";

/** The caller closes it. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(noBrowser);
  const { chromium } = await import("playwright-core");
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...args, "--disable-dev-shm-usage"] });
}

export interface PageOptions {
  width?: number;
  height?: number;
  theme?: "light" | "dark";
}

export interface OpenedPage {
  page: Page;
  /** Errors of the page and of its console, warnings included. */
  errors: string[];
  /** Addresses of all requests. */
  requests: string[];
  close: () => Promise<void>;
}

/** A page of a browser that knows nothing of the others. Requests off this machine are refused, and are errors. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1440, height = 900, theme = "light" }: PageOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  await context.route("**/*", async (route) => {
    const address = route.request().url();
    requests.push(address);
    if (isOfThisMachine(address)) return route.continue();
    errors.push(`request off this machine: ${address}`);
    return route.abort();
  });
  await page.goto(url);
  return { page, errors, requests, close: () => context.close() };
}

function isOfThisMachine(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return (
    ["file:", "data:", "blob:", "about:"].includes(protocol) ||
    ["127.0.0.1", "localhost", "[::1]"].includes(hostname)
  );
}

/** What axe finds wrong: one line each, with the element. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const script = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // Not as an element, which the page's own policy would refuse.
  await page.evaluate(`(() => { ${script} })()`);
  const found = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap((each) => each.nodes.map((node) => each.id + ': ' + each.help + ' ' + node.html.slice(0, 200) + ' ' + (node.failureSummary ?? ''))))",
  )) as string[];
  return found;
}

/** Kept to be looked at: test-output/NAME.png. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const path = join(dirname(fileURLToPath(import.meta.url)), "../../test-output", `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = findBrowser();
  process.stdout.write(`${found ?? `Tests of pages are left out: ${noBrowser}.`}\n`);
  process.exitCode = found === undefined ? 1 : 0;
}
