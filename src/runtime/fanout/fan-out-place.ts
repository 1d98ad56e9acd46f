// What a task that may fan out knows of itself.
import { createHash } from "node:crypto";
import { inputsPrefix } from "../../core/job/fan-out-progress.ts";
import type { JobRunner } from "../job/job-runner.ts";

export interface FanOut {
  /** In the output bucket, where plan and parts of the panel are. */
  folder: string;
  order: string;
  /** This task, the same one after its restart. */
  holder: string;
  /** Starts further tasks; undefined where this one is alone. */
  jobs?: JobRunner | undefined;
}

/**
 * For one input of the manifest that the order is about.
 * @param output of its forecast: no two have the same
 */
export function placeOfInput(fanOut: FanOut, output: string): FanOut {
  const key = createHash("sha256").update(output).digest("hex").slice(0, 32);
  return { ...fanOut, folder: `${inputsPrefix(fanOut.folder)}${key}/` };
}
