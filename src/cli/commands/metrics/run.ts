// `cloud-runner metrics` as the library does it.
import { parseDurationMs, parseSince } from "../../../core/duration.ts";
import type { MetricsResult } from "../../../library/metrics/metric.ts";
import { metrics } from "../../../library/metrics/metrics.ts";
import type { Context } from "../../shell/context.ts";

interface Options {
  since: string | undefined;
  until: string | undefined;
  step: string | undefined;
}

export function run(
  context: Context,
  { options: { since, until, step } }: { options: Options },
): Promise<MetricsResult> {
  const nowMs = context.machine.clock.now();
  const toMs = until === undefined ? undefined : parseSince(until, "--until", nowMs).getTime();
  return metrics(context, {
    nowMs,
    fromMs: since === undefined ? undefined : parseSince(since, "--since", nowMs).getTime(),
    toMs,
    stepMs: step === undefined ? undefined : parseDurationMs(step, "--step"),
  });
}
