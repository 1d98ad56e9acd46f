// What the console's page and its server say to each other: each route with its request and its answer. Types alone, so that
// the page takes nothing of the server along.
import type { ConsoleError } from "./contract/errors.ts";
import type {
  CheckedUpload,
  ForecastSummary,
  ModelChoice,
  ModelsAnswer,
  SeriesData,
  SeriesPage,
  StagedFile,
} from "./contract/forecasts.ts";
import type {
  DeadLetter,
  DeadLetterList,
  LogsAnswer,
  LogsQuery,
  MetricsAnswer,
  Purged,
  Replayed,
  RevisionList,
  RolledBack,
} from "./contract/operations.ts";
import type { Cost, Overview, Resources, Session } from "./contract/overview.ts";
import type {
  Cancelled,
  LooseOutputs,
  Removed,
  RunDetails,
  RunList,
  StartedRun,
  StartRun,
} from "./contract/runs.ts";
import type { AddSchedule, RanSchedule, Schedule, ScheduleDetails } from "./contract/schedules.ts";

/*
 * All routes are below the page's own folder and need its cookie, which `/?token=...` sets before the page loads. Every
 * request that is not GET needs the header `x-cloud-runner-console: 1`; the browser's own Origin is checked beside it.
 *
 * Bodies and answers are JSON in UTF-8 unless a route says `bytes`. `undefined` fields are absent. Names of units:
 * `...Ms` milliseconds, `...Bytes`, `...Usd` US dollars; times without a unit are RFC 3339 in UTC, `2026-03-01T08:00:00.000Z`.
 * Dates of a user's file are text as the file writes them, and never moved into another zone.
 *
 * Whatever is not 2xx has `{ "error": ConsoleError }`. 401: the cookie is not, or no longer, that of this console: the page
 * has to be opened anew. 409 with `error.confirmation`: ask the user that question, then send the same request again with
 * `confirm`. 503: the console is at its limit of streams or of uploads, or ends. Everything else: show the error.
 */

/** By `METHOD /path`; `:x` is one segment, encoded with encodeURIComponent. */
export interface Routes {
  /** What never changes while the console runs. Answers at once, asks no cloud. */
  "GET /api/session": { answer: Session };
  /** The first page; ask again every few seconds. What cannot be read is absent, and `trouble` says why. */
  "GET /api/overview": { answer: Overview };
  /** Each resource of the stack with its state: slower than the overview. */
  "GET /api/resources": { answer: Resources };
  "GET /api/cost": { query: { forecastSeconds?: string }; answer: Cost };

  /** Of every model: for the form. */
  "GET /api/models": { answer: ModelsAnswer };

  /**
   * Puts a file aside on the server, which forgets it when the console ends or after an hour without use. Send the bytes as
   * they are, one file a request, six at a time at most. `name` may have folders: `in/sales.csv`.
   */
  "POST /api/uploads": { query: { name: string }; body: "bytes"; answer: StagedFile };
  /** Puts the input of a forecast aside, so that it can be forecast again with other parameters. */
  "POST /api/uploads/from-forecast": { body: { file: string }; answer: StagedFile };
  "DELETE /api/uploads/:upload": { answer: Record<string, never> };
  /** What a forecast with these parameters would make of it: `error.choices` where a question has to be answered. */
  "POST /api/uploads/:upload/check": { body: ModelChoice; answer: CheckedUpload };

  /** Starts one run of one file or of several, and answers when its id is known; the uploads go on by themselves. */
  "POST /api/runs": { body: StartRun; answer: StartedRun };
  /** The newest first; `limit` 20 when absent, 100 at most. */
  "GET /api/runs": { query: { limit?: string }; answer: RunList };
  "GET /api/runs/:run": { answer: RunDetails };
  /** Server-sent events, `RunEvent`: the state now, then each change, then `end`. */
  "GET /api/runs/:run/events": { answer: "events" };
  "POST /api/runs/:run/cancel": { answer: Cancelled };
  /** Asks for a confirmation. */
  "POST /api/runs/:run/remove": { body: Confirm; answer: Removed };
  /** Forecasts in the output bucket that no run has made: other clients, schedules. The newest first, 200 at most. */
  "GET /api/outputs": { query: { limit?: string }; answer: LooseOutputs };

  /** `:file` is that of `RunFile`, `LooseOutput` or `Tick`. */
  "GET /api/forecasts/:file": { answer: ForecastSummary };
  /** `limit` 100 when absent, 1,000 at most. `search` is found in any part of the ids, whatever the case. */
  "GET /api/forecasts/:file/series": {
    query: { search?: string; offset?: string; limit?: string; state?: "forecast" | "fallback" | "failed" };
    answer: SeriesPage;
  };
  /** `:index` is that of `SeriesRow`. `history`: the newest rows at most, 20,000 when absent, 200,000 at most. */
  "GET /api/forecasts/:file/series/:index": { query: { history?: string }; answer: SeriesData };
  /** What was sent, as it was sent. */
  "GET /api/forecasts/:file/input": { answer: "bytes" };
  /** What the service wrote, byte by byte; in another format where `format` names one. */
  "GET /api/forecasts/:file/result": { query: { format?: ResultFormat }; answer: "bytes" };
  /** The report on series that failed, or on the whole file: JSON as the service wrote it. */
  "GET /api/forecasts/:file/report": { answer: "bytes" };

  "GET /api/schedules": { answer: { schedules: Schedule[] } };
  "GET /api/schedules/:name": { answer: ScheduleDetails };
  "POST /api/schedules": { body: AddSchedule; answer: { schedule: Schedule; changed: boolean } };
  "POST /api/schedules/:name/pause": { answer: { schedule: Schedule } };
  "POST /api/schedules/:name/resume": { answer: { schedule: Schedule } };
  /** Once, now; answers when its manifest is there. */
  "POST /api/schedules/:name/run": { answer: RanSchedule };
  /** Asks for a confirmation. */
  "POST /api/schedules/:name/remove": { body: Confirm; answer: { schedule: Schedule } };

  "GET /api/logs": { query: LogsQuery; answer: LogsAnswer };
  /** Server-sent events, `LogEvent`: the entries that `GET /api/logs` would give, then each new one. */
  "GET /api/logs/events": { query: LogsQuery; answer: "events" };

  /** `since` such as `1h` (when absent), `step` such as `60s`. */
  "GET /api/metrics": { query: { since?: string; step?: string }; answer: MetricsAnswer };

  /** The oldest first. Other commands that read messages hide them for up to a minute. */
  "GET /api/dead-letters": { answer: DeadLetterList };
  "GET /api/dead-letters/:id": { answer: DeadLetter };
  /** `force`: even what was replayed too often before, or a file that cannot be forecast. Waits for no forecast. */
  "POST /api/dead-letters/replay": {
    body: { ids: string[]; dryRun?: boolean; force?: boolean };
    answer: Replayed;
  };
  /** With a fixed file, put aside before, in the place of the input. It is checked first. */
  "POST /api/dead-letters/:id/replay-fixed": { body: { upload: string; force?: boolean }; answer: Replayed };
  /** Asks for a confirmation. */
  "POST /api/dead-letters/purge": { body: Confirm & { ids: string[] }; answer: Purged };

  "GET /api/revisions": { answer: RevisionList };
  /** `revision` absent: the last one that had all traffic. Asks for a confirmation. */
  "POST /api/rollback": { body: Confirm & { revision?: string }; answer: RolledBack };
}

/** `error.confirmation.id` of the answer before, once the user has agreed. */
export interface Confirm {
  confirm?: string;
}

export type ResultFormat = "csv" | "json" | "ndjson" | "parquet" | "xlsx";

/** Body of every answer that is not 2xx. */
export interface ErrorAnswer {
  error: ConsoleError;
}

export type Route = keyof Routes;
export type AnswerOf<R extends Route> = Routes[R]["answer"];
