// `cloud-runner dlq replay` as the library does it.
import { parseDurationMs } from "../../../../core/duration.ts";
import { replayMessages, type ReplayOptions, type ReplayResult } from "../../../../library/dlq/replay.ts";
import type { Context } from "../../../shell/context.ts";

export async function run(
  context: Context,
  {
    arguments: ids,
    options,
  }: { arguments: string[]; options: ReplayOptions & { timeout: string | undefined } },
): Promise<ReplayResult> {
  const { timeout } = options;
  const timeoutMs = timeout === undefined ? undefined : parseDurationMs(timeout, "--timeout");
  return replayMessages(context, { ...options, ids, timeoutMs });
}
