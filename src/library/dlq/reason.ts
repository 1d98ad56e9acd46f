// Why a message was given up: the service's last complaint about that generation of its input, from its logs.
import { despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import type { LogEntry } from "../logs/entry.ts";
import { readEntries, type EntryQuery } from "../logs/read-entries.ts";
import type { DeadMessage } from "./message.ts";

export interface Reason {
  /** The code of the failure, when the service gave one. */
  code: string | undefined;
  message: string;
  /** What would fix it, when the service knew. */
  fix: string | undefined;
  /** ISO. */
  at: string;
}

/** So many messages, with some 20 deliveries each, still fit one reading of 1,000 entries. */
const messagesPerReading = 20;
/** Clocks of the service and of Pub/Sub may differ a little. */
const slackMs = 60_000;

/** The last complaints by message id; a message of which the logs say nothing is absent. */
export async function readReasons(
  cloud: CloudContext,
  messages: readonly DeadMessage[],
): Promise<Map<string, Reason>> {
  const reasons = new Map<string, Reason>();
  const known = messages.filter(({ input }) => input !== undefined);
  for (let at = 0; at < known.length; at += messagesPerReading) {
    const some = known.slice(at, at + messagesPerReading);
    const entries = await complaintsAbout(cloud, some, 1000);
    for (const { id, input } of some) {
      const reason = reasonAmong(
        entries.filter(
          ({ labels }) => labels["input"] === input!.name && labels["generation"] === input!.generation,
        ),
      );
      if (reason !== undefined) reasons.set(id, reason);
    }
  }
  return reasons;
}

/** Warnings and errors about the messages' inputs, the newest first. */
export function complaintsAbout(
  cloud: CloudContext,
  messages: readonly DeadMessage[],
  limit: number,
): Promise<LogEntry[]> {
  const generations = messages.flatMap(({ input }) => (input === undefined ? [] : [`"${input.generation}"`]));
  return read(cloud, {
    sinceMs: sinceOf(messages),
    limit,
    terms: ["severity>=WARNING", `labels.generation=(${generations.join(" OR ")})`],
  });
}

/** What went wrong in the service at the time, whatever it was about: an instance that does not start names no input. */
export const troublesDuring = (cloud: CloudContext, message: DeadMessage): Promise<LogEntry[]> =>
  read(cloud, {
    sinceMs: sinceOf([message]),
    limit: 5,
    terms: ["severity>=WARNING", `timestamp<="${shifted(message.deadLetteredAt, slackMs)}"`],
  });

const read = (cloud: CloudContext, query: EntryQuery): Promise<LogEntry[]> =>
  despiteFaults(cloud, () => readEntries(cloud.clients, cloud.names, query));

function sinceOf(messages: readonly DeadMessage[]): number | undefined {
  const times = messages.map(({ publishedAt, uploadedAt }) => Date.parse(publishedAt ?? uploadedAt ?? ""));
  const earliest = Math.min(...times);
  return Number.isNaN(earliest) ? undefined : earliest - slackMs;
}

const shifted = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString();

/** What it was given up for: the last error, or else the last warning. The newest entries come first. */
export function reasonAmong(entries: readonly LogEntry[]): Reason | undefined {
  const entry = entries.find(({ severity }) => severity !== "WARNING") ?? entries[0];
  return entry && reasonFrom(entry);
}

function reasonFrom({ message, timestamp, fields }: LogEntry): Reason {
  const { error } = fields as { error?: { code?: unknown; message?: unknown; fix?: unknown } };
  return {
    code: typeof error?.code === "string" ? error.code : undefined,
    message: typeof error?.message === "string" ? error.message : message,
    fix: typeof error?.fix === "string" ? error.fix : undefined,
    at: timestamp,
  };
}
