// Opens the user's browser. Its command line can be read by every user of the machine, so the address with the token stands in a
// file that only this user may read, and the browser is given that file.
import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after } from "../core/clock.ts";
import type { Platform } from "../core/platform/platform.ts";
import type { Session } from "../library/session.ts";
import type { RunningConsole } from "./server.ts";

/** Long enough for a browser that has to start first. */
const keptMs = 60_000;

/** @returns whether there was a program to open it with */
export async function openBrowser(
  { machine, signal }: Session,
  { url, folder }: RunningConsole,
  { opener }: Pick<Platform, "opener">,
): Promise<boolean> {
  const file = join(folder, "open.html");
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}"><title>cloud-runner</title>`;
  await writeFile(file, page, { mode: 0o600 });
  after(machine.clock, keptMs, signal, () => void rm(file, { force: true }));
  const [program, ...rest] = opener;
  const child = spawn(program, [...rest, pathToFileURL(file).href], {
    env: machine.env,
    stdio: "ignore",
    // It goes on when the console ends, as it may be the browser itself.
    detached: true,
  });
  child.unref();
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("spawn", () => resolve(true));
  });
}
