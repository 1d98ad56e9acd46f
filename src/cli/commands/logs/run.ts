// `cloud-runner logs` as the library does it.
import { parseSince } from "../../../core/duration.ts";
import { UsageError } from "../../../core/errors.ts";
import type { LogEntry } from "../../../library/logs/entry.ts";
import { logs } from "../../../library/logs/logs.ts";
import type { Context } from "../../shell/context.ts";

interface Options {
  limit: number;
  since: string | undefined;
  until: string | undefined;
  severity: string | undefined;
  file: string | undefined;
  run: string | undefined;
  grep: string | undefined;
  job: boolean;
  follow: boolean;
  localTime: boolean;
}

const nothing = "The service has logged nothing yet; it does once a file arrives.";
const nothingOfJob = "The job has logged nothing yet; it does once a forecast is handed over to it.";
const nothingThatMatches = "No entry matches.";

export async function* run(context: Context, { options }: { options: Options }): AsyncGenerator<LogEntry> {
  const { limit, since, until, severity, file, run: ofRun, grep, job, follow, localTime } = options;
  const nowMs = context.machine.clock.now();
  const at = (value: string | undefined, source: string) =>
    value === undefined ? undefined : parseSince(value, source, nowMs, localTime ? "local" : "UTC").getTime();
  const sinceMs = at(since, "--since");
  const untilMs = at(until, "--until");
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs > untilMs) {
    throw new UsageError("--since is later than --until.", {
      code: "usage.logs",
      fix: "Let --since be the earlier of the two.",
    });
  }
  let isEmpty = true;
  const filter = { severity, file, run: ofRun, text: grep };
  for await (const entry of logs(context, { limit, sinceMs, untilMs, job, follow, ...filter })) {
    isEmpty = false;
    yield entry;
  }
  if (!isEmpty || follow || limit === 0) return;
  const isFiltered = [since, until, ...Object.values(filter)].some((each) => each !== undefined);
  context.progress.note(isFiltered ? nothingThatMatches : job ? nothingOfJob : nothing);
}
