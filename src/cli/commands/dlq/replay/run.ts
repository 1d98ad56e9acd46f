// `cloud-runner dlq replay` as the library does it.
import { parseDurationMs } from "../../../../core/duration.ts";
import { replayMessages } from "../../../../library/dlq/replay.ts";
import type { ReplayResult } from "../../../../library/dlq/replay.ts";
import type { Context } from "../../../shell/context.ts";

interface Options {
  all: boolean;
  dryRun: boolean;
  fixed: string | undefined;
  force: boolean;
  timeout: string | undefined;
}

export async function run(
  context: Context,
  { arguments: ids, options }: { arguments: string[]; options: Options },
): Promise<ReplayResult> {
  const { all, dryRun, fixed, force, timeout = "10m" } = options;
  const timeoutMs = parseDurationMs(timeout, "--timeout");
  return replayMessages(context, { ids, all, dryRun, fixed, force, timeoutMs });
}
