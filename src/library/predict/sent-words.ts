// What is said of inputs that are sent and not answered: handed over, too late, interrupted, cancelled.
import { formatDuration, plural } from "../../core/duration.ts";
import { InterruptedError, TimeoutError } from "../../core/errors.ts";
import type { Buckets } from "./buckets.ts";

export interface NextCommands {
  /** Brings what is on its way. */
  fetch: string;
  /** Sends what was not sent, and brings all. */
  resume: string;
}

interface Waited {
  buckets: Pick<Buckets, "inputUri" | "outputUri">;
  prefix: string;
  inputs: readonly unknown[];
  timeoutMs: number;
  jobTimeoutMs?: number | undefined;
  next?: NextCommands | undefined;
}

interface Sent {
  input: { label: string };
}

/** @param isWithJob whether the job has it */
export function timedOut(
  { input, name }: Sent & { name: string },
  { buckets, timeoutMs, jobTimeoutMs, next }: Waited,
  isWithJob: boolean,
): TimeoutError {
  const waitedMs = isWithJob ? Math.max(timeoutMs, jobTimeoutMs ?? 0) : timeoutMs;
  const wait = waitedMs === 0 ? "no forecast yet" : `no forecast within ${formatDuration(waitedMs)}`;
  const job = isWithJob ? "; the job works on it" : "";
  const longer = isWithJob ? "2h" : "30m";
  const later =
    next === undefined ? `wait longer with --timeout ${longer}` : `bring it later with \`${next.fetch}\``;
  return new TimeoutError(`${input.label}: ${wait}${job}.`, {
    code: "predict.timeout",
    details: [
      `The upload is ${buckets.inputUri(name)}; its forecast, if it still comes, will be ${buckets.outputUri(name)}.`,
    ],
    fix: isWithJob
      ? `\`cloud-runner logs --job\` shows what the job says; or ${later}.`
      : `\`cloud-runner logs\` shows what the service says, \`cloud-runner dlq list\` what it has given up; or ${later}.`,
  });
}

/** At most so many are named. */
const mostNamed = 3;

export function handedOver(
  uploads: readonly Sent[],
  { timeoutMs, jobTimeoutMs = timeoutMs, next }: Waited,
): string {
  const labels = uploads.slice(0, mostNamed).map(({ input }) => input.label);
  const more = uploads.length > mostNamed ? ` and ${uploads.length - mostNamed} more` : "";
  const later = next === undefined ? "" : `; after Ctrl-C \`${next.fetch}\` brings what it makes`;
  return `Handed to the job: ${labels.join(", ")}${more}. It is waited for up to ${formatDuration(Math.max(timeoutMs, jobTimeoutMs))}${later}.`;
}

/** By Ctrl-C. */
export function interrupted(
  { buckets, prefix, inputs, next }: Waited,
  done: number,
  waiting: number,
): InterruptedError {
  const unsent = inputs.length - done - waiting;
  const details = [
    ...(done > 0 ? [`${plural(done, "file is", "files are")} done.`] : []),
    ...(waiting > 0
      ? [
          `${plural(waiting, "file is", "files are")} uploaded and will still be forecast: ${buckets.outputUri(prefix)}`,
        ]
      : []),
    ...(unsent > 0 && done + waiting > 0 ? [`${plural(unsent, "file was", "files were")} not sent.`] : []),
  ];
  if (next === undefined || done + waiting === 0) return new InterruptedError("Interrupted.", { details });
  const fix =
    unsent > 0
      ? `\`${next.resume}\` sends the rest and brings all.`
      : `\`${next.fetch}\` brings what is on its way.`;
  return new InterruptedError("Interrupted.", { details, fix });
}

/** By `runs cancel`, of this machine or another. */
export const cancelled = ({ prefix, next }: Waited, done: number, waiting: number): InterruptedError =>
  new InterruptedError(`The run ${prefix.split("/").at(-2)} was cancelled.`, {
    code: "run.cancelled",
    details: [
      ...(done > 0 ? [`${plural(done, "file is", "files are")} done.`] : []),
      ...(waiting > 0 ? [`${plural(waiting, "file was", "files were")} taken back by \`runs cancel\`.`] : []),
    ],
    ...(next && { fix: `${next.resume} sends the rest again and brings all.` }),
  });
