// Looks after the files of a local cloud that runs: they may be taken away under it.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface OwnFiles {
  /** `gone`: the state is deleted or another one. `untold`: cloud.json no longer says who works here. */
  look(): "there" | "untold" | "gone";
}

/** @param folder that of the state, which is open */
export function ownFiles(folder: string, pid: number): OwnFiles {
  const state = join(folder, "state.sqlite");
  const identity = () => {
    const { dev, ino } = statSync(state);
    return `${dev}:${ino}`;
  };
  const before = identity();
  return {
    look() {
      try {
        if (identity() !== before) return "gone";
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // A disk in trouble comes back.
        if (code === "ENOENT" || code === "ENOTDIR") return "gone";
        return "there";
      }
      return saysWho(join(folder, "cloud.json")) === pid ? "there" : "untold";
    },
  };
}

function saysWho(file: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { pid?: number }).pid;
  } catch {
    return undefined;
  }
}
