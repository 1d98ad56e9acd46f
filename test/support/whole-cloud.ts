// A whole local cloud of a test's own, in this process.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/core/clock.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";

export interface WholeCloud extends LocalCloud {
  folder: string;
  /** What went to the local cloud's own log; a healthy run reports nothing. */
  reported: string[];
  /** Ends it, and leaves its state. */
  stop(): Promise<void>;
}

/** @param imageDir the container's files; without it no service starts */
export async function startWholeCloud({ imageDir }: { imageDir?: string } = {}): Promise<WholeCloud> {
  const folder = await mkdtemp(join(tmpdir(), "whole-cloud-"));
  const reported: string[] = [];
  const cloud = await startLocalCloud({
    folder,
    imageDir: imageDir ?? folder,
    buildId: "test",
    pid: process.pid,
    clock: systemClock,
    report: (line) => reported.push(line),
  });
  return {
    ...cloud,
    folder,
    reported,
    stop: () => cloud.close(),
    async close() {
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
