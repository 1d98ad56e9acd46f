// The id of a run: `20260102-030405-a1b2c3d4`. The time is for people, the random part makes it unique.
import { randomBytes } from "node:crypto";
import { UsageError } from "../../core/errors.ts";

export function newRunId(nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${time}-${randomBytes(4).toString("hex")}`;
}

/** @throws UsageError for what is no id */
export function checkRunId(word: string): string {
  if (/^\d{8}-\d{6}-[0-9a-f]{8}$/.test(word)) return word;
  throw new UsageError(`${JSON.stringify(word)} is not the id of a run.`, {
    code: "usage.run",
    fix: "An id looks like 20260102-030405-a1b2c3d4; `cloud-runner runs list` shows them.",
  });
}
