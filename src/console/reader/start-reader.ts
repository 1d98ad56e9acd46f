// Starts the process that reads one file.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { compileCacheFolder } from "../../core/user/compile-cache.ts";
import type { Machine } from "../../library/machine.ts";
import { readerFailed, type RunReader } from "./reader.ts";

const entryOf = (packageFolder: string): string => join(packageFolder, "dist", "bundle", "console-reader.js");

/** A file of a few rows each with its own text needs ten times its size. */
const heapMegabytes = 1536;

/** @param entry of it; that of the package when absent */
export const readerProcess =
  ({ execPath, env, packageFolder }: Machine, entry = entryOf(packageFolder)): RunReader =>
  async (input, signal) => {
    const child = spawn(
      execPath,
      ["--disable-warning=ExperimentalWarning", `--max-old-space-size=${heapMegabytes}`, entry],
      {
        env: { NODE_COMPILE_CACHE: compileCacheFolder(env), ...env },
        stdio: ["pipe", "pipe", "pipe"],
        signal,
      },
    );
    const ended = new Promise<number | string | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, by) => resolve(code ?? by));
    });
    // It may end before it has read all.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const [said, complaint, end] = await Promise.all([text(child.stdout), text(child.stderr), ended]).catch(
      (error: unknown) => {
        throw signal.aborted ? signal.reason : readerFailed(error);
      },
    );
    if (end === 0) return said;
    throw readerFailed(
      new Error(`It ended with ${String(end)}. ${complaint.trim().split("\n").at(-1) ?? ""}`),
    );
  };
