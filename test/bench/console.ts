// How quick the console's page is, and how much memory its server takes, with 1,000 series of 1,000 rows: `npm run bench:console`.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { findBrowser, noBrowser, startBrowser } from "../support/browser.ts";
import { startConsole, type RunningConsole } from "../support/console.ts";
import { panelCsv } from "../support/panel.ts";
import { childrenOf, createProjectFolder } from "../support/project-folder.ts";

const series = 1000;
const rows = 1000;
const repeats = 7;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const shown = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(", ");

/** From the request for the page until something of it can be seen. */
async function firstPaint(browser: Browser, { url }: RunningConsole): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector("h1");
  // The address with the token sends on to this one, which is what every later visit opens.
  await page.goto(new URL("./", page.url()).href);
  const paint = await page.waitForFunction(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  );
  const ms = await paint.jsonValue();
  await context.close();
  return ms!;
}

/** The longest time without a frame while `work` goes on. */
async function longestPause(page: Page, work: () => Promise<void>): Promise<number> {
  // As text, since this file is checked without the types of a browser.
  await page.evaluate(`(() => {
    const held = (window.held = { last: performance.now(), longest: 0, goesOn: true });
    const frame = () => {
      const now = performance.now();
      held.longest = Math.max(held.longest, now - held.last);
      held.last = now;
      if (held.goesOn) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })()`);
  await work();
  return page.evaluate<number>("((held) => ((held.goesOn = false), held.longest))(window.held)");
}

async function scroll(page: Page): Promise<void> {
  const box = (await page.getByRole("listbox").boundingBox())!;
  await page.mouse.move(box.x + 40, box.y + 100);
  for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, 900);
  for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, -3600);
}

async function search(page: Page): Promise<void> {
  const field = page.getByLabel("Search series");
  await field.pressSequentially("shop-0777", { delay: 40 });
  await page.getByText(`1 of ${series.toLocaleString("en")} series`).waitFor();
  for (let letter = 0; letter < 9; letter += 1) await field.press("Backspace", { delay: 20 });
  await page.getByText(`${series.toLocaleString("en")} series`, { exact: true }).waitFor();
}

/** Through series by keys: each is read and drawn. */
async function choose(page: Page): Promise<void> {
  await page.getByRole("listbox").focus();
  for (let press = 0; press < 30; press += 1) await page.keyboard.press("ArrowDown", { delay: 30 });
}

/** In MiB; nothing of a process that has just ended. */
function memoryOf(pid: number, field: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function measure(): Promise<void> {
  const folder = await createProjectFolder();
  const browser = await startBrowser();
  let served: RunningConsole | undefined;
  let watch: NodeJS.Timeout | undefined;
  let most = 0;
  try {
    await folder.up();
    await folder.file("panel.csv", panelCsv(series, rows));
    const forecast = await folder.run(
      "predict",
      "panel.csv",
      "--id-column",
      "region,shop",
      "--model",
      "naive",
    );
    if (forecast.exitCode !== 0) throw new Error(forecast.stderr);
    const { runs } = await folder.json<{ runs: { run: string }[] }>("runs", "list");
    served = await startConsole(folder.path);

    const paints: number[] = [];
    for (let turn = 0; turn < repeats; turn += 1) paints.push(await firstPaint(browser, served));
    console.log(`first paint: ${median(paints).toFixed(0)} ms (${shown(paints)})`);

    const { pid } = served;
    watch = setInterval(() => {
      const all = [pid, ...childrenOf(pid)].map((each) => memoryOf(each, "VmRSS"));
      most = Math.max(
        most,
        all.reduce((a, b) => a + b, 0),
      );
    }, 100);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(served.url);
    await page.waitForSelector("h1");
    const started = performance.now();
    await page.goto(new URL(`#/runs/${runs[0]!.run}`, page.url()).href);
    await page.getByRole("application").waitFor();
    console.log(`panel opened and its first series drawn: ${(performance.now() - started).toFixed(0)} ms`);
    for (const [name, work] of [
      ["scrolling", scroll],
      ["searching", search],
      ["choosing", choose],
    ] as const) {
      const pauses: number[] = [];
      for (let turn = 0; turn < repeats; turn += 1) pauses.push(await longestPause(page, () => work(page)));
      console.log(`longest pause while ${name}: ${median(pauses).toFixed(0)} ms (${shown(pauses)})`);
    }
    console.log(`memory of the console itself, at most: ${memoryOf(served.pid, "VmHWM").toFixed(0)} MiB`);
    console.log(`memory of it and of what reads large files for it, at most: ${most.toFixed(0)} MiB`);
  } finally {
    clearInterval(watch);
    await browser.close();
    await served?.stop();
    await folder.remove();
  }
}

if (findBrowser() === undefined) console.log(`Nothing is measured: ${noBrowser}.`);
else await measure();
