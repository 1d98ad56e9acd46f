// The machine that this process runs on: the one place where the library touches the process.
import { fileURLToPath } from "node:url";
import { systemClock } from "../core/clock.ts";
import { systemName } from "../core/platform/this-platform.ts";
import type { Machine } from "./machine.ts";

export function thisMachine(): Machine {
  return {
    env: process.env,
    clock: systemClock,
    platform: systemName(),
    execPath: process.execPath,
    nodeVersion: process.versions.node,
    pid: process.pid,
    packageFolder: fileURLToPath(new URL("../../", import.meta.url)),
  };
}

export const workingFolder = (): string => process.cwd();
