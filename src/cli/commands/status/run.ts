// `cloud-runner status` as the library does it; on a terminal `--watch` draws over itself.
import { UsageError } from "../../../core/errors.ts";
import { loadConfig } from "../../../library/settings.ts";
import { status, type StatusResult } from "../../../library/stack/status.ts";
import { watchStatus, type WatchedStatus } from "../../../library/stack/watch-status.ts";
import { createFrame } from "../../screen/frame.ts";
import type { Context } from "../../shell/context.ts";
import { renderWatched } from "./watch.ts";

interface Input {
  arguments: string[];
  options: { watch: boolean };
}

export function run(
  context: Context,
  { arguments: [seconds], options: { watch } }: Input,
): Promise<StatusResult> | AsyncGenerator<WatchedStatus> {
  if (watch) return watching(context, seconds === undefined ? undefined : everyMsFrom(seconds));
  if (seconds === undefined) return status(context);
  throw new UsageError("Seconds are only for --watch.", {
    code: "usage.watch",
    fix: `cloud-runner status --watch ${seconds}`,
  });
}

/** On Google Cloud each look is some thirty questions. */
const usualMs = { local: 2000, gcp: 10_000 };

async function* watching(context: Context, given: number | undefined): AsyncGenerator<WatchedStatus> {
  const everyMs = given ?? usualMs[(await loadConfig(context)).config.target];
  const { output, flags, io } = context;
  const { view } = output;
  if (flags.json || !view.animates) {
    yield* watchStatus(context, everyMs);
    return;
  }
  const frame = createFrame(io.stdout, view);
  for await (const each of watchStatus(context, everyMs)) frame.draw(renderWatched(each, view, everyMs));
}

function everyMsFrom(seconds: string): number {
  const value = Number(seconds);
  if (/^\d*\.?\d+$/.test(seconds) && value >= 1 && value <= 3600) return value * 1000;
  throw new UsageError(`--watch ${seconds} is no number of seconds from 1 to 3600.`, {
    code: "usage.watch",
    fix: "cloud-runner status --watch 5",
  });
}
