// `cloud-runner console` as a process of its own over a project folder, and its page in a real browser.
import { once } from "node:events";
import { createInterface } from "node:readline";
import { execa } from "execa";
import type { Browser } from "playwright-core";
import { openPage, type OpenedPage, type PageOptions } from "./browser.ts";
import { cliPath } from "./project-folder.ts";

export interface RunningConsole {
  /** With its token. */
  url: string;
  pid: number;
  /** As Ctrl-C does. Resolves with what it has said on standard error. */
  stop: () => Promise<string>;
}

export async function startConsole(folder: string, ...args: string[]): Promise<RunningConsole> {
  const child = execa(process.execPath, [cliPath, "console", "--no-open", "--json", ...args], {
    cwd: folder,
    reject: false,
    stdin: "ignore",
    env: { NO_COLOR: "1", CI: "true", CLOUD_RUNNER_TRUST: "1" },
  });
  const line = await Promise.race([
    once(createInterface(child.stdout), "line").then(([first]) => String(first)),
    child.then(({ stderr }) =>
      Promise.reject(new Error(`The console ended before it had an address:\n${stderr}`)),
    ),
  ]);
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    pid: child.pid!,
    async stop() {
      child.kill("SIGINT");
      return (await child).stderr;
    },
  };
}

/** @param place what follows `#/` */
export async function openConsole(
  browser: Browser,
  { url }: Pick<RunningConsole, "url">,
  place = "",
  options: PageOptions = {},
): Promise<OpenedPage> {
  const opened = await openPage(browser, url, options);
  const { page } = opened;
  await page.waitForSelector("h1");
  if (place !== "") await page.goto(new URL(`#/${place}`, page.url()).href);
  return opened;
}

/** Requests to anybody but the console. */
export function requestsElsewhere({ requests }: OpenedPage, { url }: Pick<RunningConsole, "url">): string[] {
  const { origin } = new URL(url);
  return requests.filter((each) => !each.startsWith(origin) && !each.startsWith("data:"));
}

/** What a browser writes of answers that ask for an agreement: every answer that is no success is an error to it. */
export const isAskedFor = (error: string): boolean => /the server responded with a status of 409/.test(error);
