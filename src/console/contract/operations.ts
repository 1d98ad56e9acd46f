// What operators watch and do: logs, metrics, dead letters, revisions.
import type { ConsoleError } from "./errors.ts";

export interface LogsQuery {
  /** At most so many of the newest; 100 when absent, 1,000 at most. */
  limit?: string;
  /** `10m`, `2h`, or a time. */
  since?: string;
  until?: string;
  /** At least this one: DEBUG, INFO, NOTICE, WARNING, ERROR, CRITICAL. */
  severity?: string;
  /** Name of an input, as it was sent. */
  file?: string;
  run?: string;
  /** Plain, or between slashes a regular expression. */
  text?: string;
  /** `true`: only what the job logged. */
  job?: "true" | "false";
}

export interface LogsAnswer {
  /** The oldest first. */
  entries: LogEntry[];
}

export interface LogEntry {
  /** Tells entries apart; the same entry has the same one again. */
  id: string;
  timestamp: string;
  severity: string;
  message: string;
  labels: Readonly<Record<string, string>>;
  /** Name of the file in the input bucket that it is about, and the run that uploaded it. */
  input?: string;
  run?: string;
  /** Where in that file, from 1. */
  line?: number;
  column?: number;
  revision?: string;
  execution?: string;
  task?: number;
  trace?: string;
  /** Further fields of a structured entry. */
  fields: Readonly<Record<string, unknown>>;
}

/** `end` says that the stream is over, `trouble` why it may be. An event `ping` comes every 10 s, so that a
 * stream is known to live. */
export type LogEvent =
  | { event: "entry"; entry: LogEntry }
  /** All that was there before has come; from now on it follows. */
  | { event: "following" }
  | { event: "trouble"; error: ConsoleError }
  | { event: "end" };

/** Points of all series have the same times. */
export interface MetricsAnswer {
  since: string;
  until: string;
  stepMs: number;
  /** Ends of the steps. */
  atMs: readonly number[];
  series: MetricSeries[];
  /** What to know about them: how late they come, how percentiles are made. */
  notes: readonly string[];
}

export interface MetricSeries {
  /** Name of the metric, `requests` or `latency`: one chart each. */
  chart: string;
  /** Within the chart: `2xx`, `p95`, `active`. */
  name: string;
  title: string;
  unit: "count" | "perSecond" | "ms" | "ratio" | "bytes";
  values: readonly (number | null)[];
}

export interface DeadLetterList {
  messages: DeadLetterRow[];
  /** There may be messages that are not among them. */
  mayBeMore: boolean;
}

export interface DeadLetterRow {
  id: string;
  /** `gs://...`; absent where the message is no notification of an object. */
  input?: { name: string; generation: string; uri: string };
  /** waiting: its input is there and has no answer. foreign: none of this stack's. */
  state: "waiting" | "answered" | "replaced" | "deleted" | "foreign";
  /** The state in a sentence. */
  stateText: string;
  deliveries: number;
  replays: number;
  uploadedAt?: string;
  publishedAt?: string;
  deadLetteredAt: string;
  /** When Pub/Sub throws it away by itself. */
  keptUntil?: string;
  /** Why it was given up; absent when the logs say nothing. */
  reason?: { code?: string; message: string; fix?: string; at: string };
}

export interface DeadLetter extends DeadLetterRow {
  attributes: Readonly<Record<string, string>>;
  metadata?: Readonly<Record<string, string>>;
  /** Whether the input as it stands can be forecast at all; absent when it is not there. */
  check?: { isFine: boolean; error?: ConsoleError };
  /** For `/api/forecasts/:file`, such as `/input`. */
  file?: string;
  log: LogEntry[];
  otherTroubles: LogEntry[];
}

export interface Replayed {
  messages: {
    id: string;
    input?: string;
    /**
     * would-replay: a dry run. settled: no forecast can come of it. refused: replayed too often; `force` does it all the same.
     * failed: could not be put back. replayed: put back; its forecast follows.
     */
    outcome:
      | "would-replay"
      | "settled"
      | "refused"
      | "failed"
      | "replayed"
      | "forecast"
      | "rejected"
      | "timed-out";
    error?: ConsoleError;
    /** For `/api/forecasts/:file`, where one is to be expected. */
    file?: string;
  }[];
}

export interface Purged {
  /** Ids of what was removed. */
  ids: readonly string[];
}

export interface RevisionList {
  /** The newest first. */
  revisions: {
    name: string;
    created: string;
    /** `ready`, `starting`, or `failed: why`. */
    state: string;
    image: string;
    /** Of the requests. */
    percent: number;
    tags: readonly string[];
  }[];
}

export interface RolledBack {
  revision: string;
  /** In words. */
  traffic: string;
}
