// What tests have to know of the system that they run on. Who is left out somewhere says why in its title.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { thisShell } from "../../src/core/platform/this-platform.ts";

export const isWindows = process.platform === "win32";

/** Whether commands are shown for a POSIX shell, and there is one: on Windows only where the tests run in Git Bash. */
export const hasShell = thisShell() === "posix" && spawnSync("sh", ["-c", "exit 0"]).status === 0;

/** The mode that this system reports for a file which was made with that one: Windows keeps none. */
export const modeHere = (mode: number): number => (isWindows ? 0o666 : mode);

/** A path as Unix writes it. */
export const slashed = (path: string): string => path.replaceAll("\\", "/");

/** The file of this repository that a URL names, as `import.meta.url` makes one. */
export const pathOf = (name: string, from: string): string => fileURLToPath(new URL(name, from));
