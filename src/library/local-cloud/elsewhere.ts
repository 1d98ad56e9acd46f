// Where else something of this user is up on this machine, for who has come to the wrong folder.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createExec } from "../../core/exec.ts";
import type { Machine } from "../machine.ts";
import { hasState, parentWithState, stateFolder } from "./local-cloud.ts";
import { runningClouds } from "./running-clouds.ts";

/** Folders above this one that have a local cloud, stopped ones too, then all others in which one runs. */
export async function upElsewhere(folder: string, { env }: Pick<Machine, "env">): Promise<string[]> {
  const above = parentWithState(folder);
  // Where the processes cannot be listed, nothing is known of others.
  const running = await runningClouds(createExec(env)).catch(() => []);
  const folders = [...(above === undefined ? [] : [above]), ...running.map((cloud) => cloud.folder)];
  return [...new Set(folders)].filter(
    (each) => each !== resolve(folder) && existsSync(stateFolder(each)) && hasState(each),
  );
}
