// What a task that may fan out knows of itself.
import type { JobRunner } from "../job/job-runner.ts";

export interface FanOut {
  /** In the output bucket, of the order. */
  folder: string;
  order: string;
  /** This task, the same one after its restart. */
  holder: string;
  /** Starts further tasks; undefined where this one is alone. */
  jobs?: JobRunner | undefined;
}
