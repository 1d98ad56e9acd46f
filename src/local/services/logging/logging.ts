// Cloud Logging: https://cloud.google.com/logging/docs/reference/v2/rpc/google.logging.v2#loggingservicev2
import { parseJsonText } from "../../../core/text/json-text.ts";
import { invalid, textOf, textsOf } from "../fields.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Message, StreamMethod } from "../../message.ts";
import { projectIdOf } from "../../state/projects.ts";
import { loadProtos } from "../../wire/protos.ts";
import { StatusError } from "../../wire/status.ts";
import {
  completeEntry,
  entryFromMessage,
  entryMessage,
  timeTextOf,
  type LogEntry,
  type LogEntryInput,
} from "./entry.ts";
import { openLogEntries, type Position } from "./entries.ts";
import { parseFilter, type Filter } from "./filter.ts";
import { pageOf } from "../page.ts";
import { startTurn } from "../turns.ts";
import { millisecondsOf, type Timestamp } from "../timestamp.ts";

export type { LogEntryInput } from "./entry.ts";

/** A request to Cloud Run, by its entry. */
export interface RequestSeen {
  project: string;
  location: string;
  service: string;
  /** Empty when it reached none. */
  revision: string;
  status: number;
  latencyMs: number;
  /** When it was answered. */
  at: number;
}

export interface LoggingService extends LocalService {
  /** The requests to Cloud Run that were logged from a time, in milliseconds, to a time. */
  requests(from: number, to: number): Promise<RequestSeen[]>;
  /** Keeps an entry and passes it to whoever tails. */
  write(entry: LogEntryInput): void;
  /** Calls `take`, which never throws, with each entry from now on, until what it gives is called. */
  watch(take: (entry: LogEntry) => void): () => void;
}

const logNamePattern = /^projects\/[^/]+\/logs\/[A-Za-z0-9_.%-]{1,511}$/;
const defaultBufferWindowMs = 2000;

export function createLogging(context: ServiceContext): LoggingService {
  const entries = openLogEntries(context.store, context.clock);
  const tails = new Set<(entry: LogEntry) => void>();
  const closing = new AbortController();

  /** The id of the project that a name begins with. */
  function projectOf(name: string): string {
    const project = context.projects.find(projectIdOf(name));
    if (project) return project.id;
    throw new StatusError(
      "PERMISSION_DENIED",
      `Permission denied on resource '${name}' (or it may not exist).`,
    );
  }

  function write(input: LogEntryInput): void {
    const entry = completeEntry(input, context.clock.now());
    entries.add(entry);
    for (const tail of tails) tail(entry);
  }

  function writeEntries(request: Message): Message {
    const { logName, resource, labels } = request;
    const inputs = ((request["entries"] as Message[] | undefined) ?? []).map((entry) =>
      entryFromMessage({
        ...(logName !== undefined && { logName }),
        ...(resource !== undefined && { resource }),
        ...entry,
        ...((labels ?? entry["labels"]) !== undefined && {
          labels: { ...(labels as object), ...(entry["labels"] as object) },
        }),
      }),
    );
    for (const input of inputs) {
      if (!logNamePattern.test(input.logName ?? ""))
        throw invalid(`Invalid log name: "${input.logName ?? ""}".`);
      checkSize(input);
      // Over the wire a project may go by its number; kept is one form.
      input.logName = input.logName.replace(/^projects\/[^/]+/, `projects/${projectOf(input.logName)}`);
    }
    if (request["dryRun"] === true) return {};
    context.store.transaction(() => {
      inputs.forEach(write);
      entries.write();
    });
    return {};
  }

  async function listEntries(request: Message): Promise<Message> {
    const filter = await readFilter(request, projectOf);
    const orderBy = textOf(request, "orderBy");
    if (!/^(|timestamp( (asc|desc))?)$/.test(orderBy)) {
      throw invalid(`order_by "${orderBy}" is not one of "timestamp asc" and "timestamp desc".`);
    }
    const pageSize = (request["pageSize"] as number | undefined) ?? 0;
    if (pageSize < 0 || pageSize > 1000)
      throw invalid(`page_size must be between 0 and 1000, is ${pageSize}.`);
    const token = request["pageToken"] as string | undefined;
    const { entries: found, next } = await entries.list({
      filter,
      turn: startTurn(context.clock),
      descending: orderBy.endsWith("desc"),
      limit: pageSize || 50,
      ...(token && { after: positionOf(token) }),
    });
    return {
      entries: found.map(entryMessage),
      nextPageToken: next ? Buffer.from(JSON.stringify(next)).toString("base64url") : "",
    };
  }

  const tail: StreamMethod = async (requests, respond, { signal }) => {
    const ended = AbortSignal.any([signal, closing.signal]);
    let filter: Filter | undefined;
    let windowMs = defaultBufferWindowMs;
    let buffer: LogEntry[] = [];
    let flushing = false;

    async function flush(): Promise<void> {
      flushing = true;
      // Entries that are written late by a little still come in order.
      if (windowMs > 0) await context.clock.sleep(windowMs, ended).catch(() => {});
      flushing = false;
      const ready = buffer.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
      buffer = [];
      if (ready.length > 0 && !ended.aborted) respond({ entries: ready.map(entryMessage) });
    }
    const take = (entry: LogEntry) => {
      if (!filter?.matches(entry)) return;
      buffer.push(entry);
      if (!flushing) void flush();
    };

    const stopped = new Promise<void>((resolve) => {
      if (ended.aborted) resolve();
      ended.addEventListener("abort", () => resolve(), { once: true });
    });
    const reading = (async () => {
      for await (const request of requests) {
        filter = await readFilter(request, projectOf);
        const window = request["bufferWindow"] as Timestamp | undefined;
        if (window) windowMs = millisecondsOf(window);
        if (windowMs < 0 || windowMs > 60_000)
          throw invalid("buffer_window must be between 0 and 60 seconds.");
      }
    })();
    tails.add(take);
    try {
      await Promise.race([reading, stopped]);
    } finally {
      tails.delete(take);
    }
  };

  return {
    write,
    watch(take) {
      tails.add(take);
      return () => void tails.delete(take);
    },
    async requests(from, to) {
      const { entries: found } = await entries.list({
        filter: {
          receivedFrom: timeTextOf(from),
          matches: ({ logName }) => logName.endsWith("/logs/run.googleapis.com%2Frequests"),
        },
        descending: false,
        limit: Infinity,
        turn: startTurn(context.clock),
      });
      return found.map(requestSeen).filter(({ at }) => at >= from && at <= to);
    },
    grpc: [
      {
        protos: loadProtos("@google-cloud/logging-api/build/protos/protos.json"),
        service: "google.logging.v2.LoggingServiceV2",
        data: "all",
        methods: {
          WriteLogEntries: writeEntries,
          ListLogEntries: listEntries,
          ListLogs: (request) => {
            const id = projectOf(textOf(request, "parent"));
            const names = entries.logNames().filter((name) => projectIdOf(name) === id);
            return pageOf("logNames", names, request, String, { default: 50, maximum: 1000 });
          },
          DeleteLog: (request) => {
            const logName = textOf(request, "logName");
            projectOf(logName);
            if (!entries.deleteLog(logName))
              throw new StatusError("NOT_FOUND", `Log ${logName} was not found.`);
            return {};
          },
        },
        streams: { TailLogEntries: tail },
      },
    ],
    close() {
      closing.abort();
      entries.close();
    },
  };
}

/** https://cloud.google.com/logging/quotas#api-limits */
const mostBytes = 256 * 1024;

function checkSize(entry: LogEntryInput): void {
  const size = Buffer.byteLength(JSON.stringify(entry));
  if (size <= mostBytes) return;
  throw invalid(`Log entry with size ${size} bytes exceeds maximum size of ${mostBytes} bytes.`);
}

function requestSeen({ logName, resource, httpRequest, receiveTimestamp }: LogEntry): RequestSeen {
  const { location = "", service_name: service = "", revision_name: revision = "" } = resource.labels;
  const { status, latency } = httpRequest ?? {};
  return {
    project: projectIdOf(logName),
    location,
    service,
    revision,
    status: Number(status ?? 0),
    latencyMs: millisecondsOf((latency ?? {}) as Timestamp),
    at: Date.parse(receiveTimestamp),
  };
}

async function readFilter(request: Message, projectOf: (name: string) => string): Promise<Filter> {
  const names = textsOf(request, "resourceNames");
  if (names.length === 0) throw invalid("resource_names is required.");
  if (names.length > 100) throw invalid("At most 100 resource_names may be given.");
  const ids = new Set(names.map(projectOf));
  const filter = textOf(request, "filter");
  if (filter.length > 20_000) throw invalid("The filter is longer than 20,000 characters.");
  const parsed = await parseFilter(filter);
  return {
    ...parsed,
    matches: (entry) => ids.has(projectIdOf(entry.logName)) && parsed.matches(entry),
  };
}

/** Ours are much shorter. */
const longestToken = 1000;

function positionOf(token: string): Position {
  if (token.length > longestToken) throw invalid("The page_token is not valid.");
  try {
    const position = parseJsonText(Buffer.from(token, "base64url").toString()) as Position;
    if (typeof position.timestamp === "string" && Number.isInteger(position.id)) return position;
  } catch {
    // Refused below.
  }
  throw invalid(`The page_token "${token}" is not valid.`);
}
