// A copy of the worktree with a process that tests changes of it; the worktree itself is never touched.
import { execFileSync, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Order, Selection } from "./executor.ts";

export interface Workshop {
  /** The files whose tests fail once `change` is made; "time-out" when they do not end. */
  test(change: Change | undefined, selections: Selection[], limitMs: number): Promise<string[]>;
  /** The next tests run in a new process. */
  close(): void;
}

interface Change {
  file: string;
  content: string;
}

export function copyTo(folder: string): string {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((each) => each !== "" && existsSync(each))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  for (const name of ["node_modules", "dist"]) symlinkSync(join(process.cwd(), name), join(folder, name));
  return folder;
}

export function openWorkshop(folder: string, env: Record<string, string> = {}): Workshop {
  let child: ChildProcess | undefined;
  let restored: string[] = [];
  async function start(): Promise<ChildProcess> {
    const started = fork("test/mutation/executor.ts", {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    await once(started, "message");
    return started;
  }
  function answerOf(worker: ChildProcess, order: Order, limitMs: number): Promise<string[]> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => worker.kill("SIGKILL"), limitMs);
      const end = (failed: string[]) => {
        clearTimeout(timer);
        worker.removeAllListeners();
        resolve(failed);
      };
      worker.once("message", ({ failed }: { failed: string[] }) => end(failed));
      worker.once("exit", () => {
        child = undefined;
        end(["time-out"]);
      });
      worker.send(order);
    });
  }
  return {
    async test(change, selections, limitMs) {
      child ??= await start();
      const original = change && readFileSync(join(folder, change.file), "utf8");
      if (change) writeFileSync(join(folder, change.file), change.content);
      const changed = [...restored, ...(change ? [change.file] : [])];
      restored = change ? [change.file] : [];
      try {
        return await answerOf(child, { changed, selections }, limitMs);
      } finally {
        if (change) writeFileSync(join(folder, change.file), original!);
      }
    },
    close() {
      child?.kill("SIGKILL");
      child = undefined;
    },
  };
}
