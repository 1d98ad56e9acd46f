// `cloud-runner logs` as the library does it.
import { parseSince } from "../../../core/duration.ts";
import type { LogEntry } from "../../../library/logs/entry.ts";
import { logs } from "../../../library/logs/logs.ts";
import type { Context } from "../../shell/context.ts";

interface Options {
  limit: number;
  since: string | undefined;
  job: boolean;
  follow: boolean;
}

const nothing = "The service has logged nothing yet; it does once a file arrives.";
const nothingOfJob = "The job has logged nothing yet; it does once a forecast is handed over to it.";

export async function* run(
  context: Context,
  { options: { limit, since, job, follow } }: { options: Options },
): AsyncGenerator<LogEntry> {
  const sinceMs =
    since === undefined ? undefined : parseSince(since, "--since", context.machine.clock.now()).getTime();
  let isEmpty = true;
  for await (const entry of logs(context, { limit, sinceMs, job, follow })) {
    isEmpty = false;
    yield entry;
  }
  if (isEmpty && !follow) context.progress.note(job ? nothingOfJob : nothing);
}
