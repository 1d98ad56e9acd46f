// Plain stand-ins for what the delivery is given.
import { matchesGlob } from "node:path/posix";
import { reservedPrefix } from "../../../src/core/contract.ts";
import { CloudError } from "../../../src/core/errors.ts";
import { createApp } from "../../../src/runtime/app.ts";
import { createDrain } from "../../../src/runtime/drain.ts";
import { InputError } from "../../../src/model/input-error.ts";
import type { Forecasts, Plan } from "../../../src/model/predict/plan.ts";
import type { Answer, Prediction } from "../../../src/model/predict/prediction.ts";
import type { SeriesOutcome } from "../../../src/model/series/forecast-table.ts";
import type { Message, Publisher } from "../../../src/runtime/events/publisher.ts";
import type { Forecaster, ForecastJob, ForecastLimits } from "../../../src/runtime/forecast/forecaster.ts";
import type { ExecutionState, JobRunner, RunRequest } from "../../../src/runtime/job/job-runner.ts";
import { createLogger } from "../../../src/runtime/log.ts";
import {
  ObjectTooLargeError,
  type NewObject,
  type ObjectStore,
  type StoredObject,
} from "../../../src/runtime/storage/object-store.ts";
import type { Settings } from "../../../src/runtime/settings.ts";

export const settings: Settings = {
  project: "demo",
  inputBucket: "demo-input",
  outputBucket: "demo-output",
  forecastDefaults: { model: "prophet", horizon: 14 },
  revision: "forecast-00001-abc",
  ownModel: undefined,
  job: undefined,
  runApi: { endpoint: "http://127.0.0.1:1", token: "secret" },
  resultsTopic: undefined,
  pubsubEmulator: undefined,
  host: "127.0.0.1",
  port: 0,
  maximumInputBytes: 1000,
  forecastTimeoutMs: 540_000,
  seriesTimeoutMs: 60_000,
  fanOutRows: 1_000_000,
  fanOutSeries: 20_000,
  fanOutTasks: 100,
  maximumWorkers: 1,
  workerMemoryMegabytes: 256,
};

type Identity = Pick<StoredObject, "bucket" | "name" | "generation">;

interface Entry extends StoredObject {
  content: Uint8Array;
  contentType: string;
}

/** Keeps one live generation of each name, as a bucket without versioning does. */
export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, Entry>();
  /** Without the leases. */
  readonly writes: NewObject[] = [];
  /** Without the leases. */
  readonly removals: string[] = [];
  /** Runs once, just before the next write is applied: the place for a rival. */
  beforeWrite: (() => void) | undefined;
  failure: CloudError | undefined;
  #lastGeneration = 1000;

  put(bucket: string, name: string, content: string | Uint8Array, more: Partial<Entry> = {}): Entry {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const generation = more.generation ?? String(++this.#lastGeneration);
    const entry: Entry = {
      bucket,
      name,
      generation,
      bytes: bytes.length,
      crc32c: "AAAAAA==",
      metadata: {},
      content: bytes,
      contentType: "text/csv",
      ...more,
    };
    this.objects.set(`${bucket}/${name}`, entry);
    return entry;
  }

  text(bucket: string, name: string): string | undefined {
    const entry = this.objects.get(`${bucket}/${name}`);
    return entry && new TextDecoder().decode(entry.content);
  }

  async stat(bucket: string, name: string, generation?: string): Promise<StoredObject | undefined> {
    if (this.failure) throw this.failure;
    const entry = this.objects.get(`${bucket}/${name}`);
    return generation === undefined || entry?.generation === generation ? entry : undefined;
  }

  async read(object: StoredObject, maximumBytes: number): Promise<Uint8Array | undefined> {
    const entry = this.objects.get(`${object.bucket}/${object.name}`);
    if (entry?.generation !== object.generation) return undefined;
    if (entry.content.length > maximumBytes) throw new ObjectTooLargeError(object, maximumBytes);
    return entry.content;
  }

  async open(object: StoredObject, maximumBytes: number) {
    const content = await this.read(object, maximumBytes);
    return content && onePiece(content);
  }

  async readRange(object: StoredObject, start: number, end: number): Promise<Uint8Array | undefined> {
    const content = await this.read(object, Infinity);
    return content?.subarray(start, end);
  }

  async list(bucket: string, prefix: string, glob = "**"): Promise<StoredObject[]> {
    if (this.failure) throw this.failure;
    return [...this.objects.values()]
      .filter((entry) => entry.bucket === bucket && entry.name.startsWith(prefix))
      .filter(({ name }) => glob === "**" || matchesGlob(name, glob))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  #contentOf({ bucket, content }: NewObject): string | Uint8Array {
    if (typeof content === "string") return content;
    // Whoever wrote it may use its memory again.
    if (!("parts" in content)) return Uint8Array.prototype.slice.call(content);
    return Buffer.concat(
      content.parts.map(({ name, generation }) => {
        const part = this.objects.get(`${bucket}/${name}`);
        if (part?.generation !== generation) throw new Error(`There is no ${name}.`);
        return part.content;
      }),
    );
  }

  async write(object: NewObject): Promise<{ generation: string } | "conflict"> {
    if (this.failure) throw this.failure;
    const isLease = object.name.startsWith(reservedPrefix);
    if (!isLease) {
      const rival = this.beforeWrite;
      this.beforeWrite = undefined;
      rival?.();
    }
    const live = this.objects.get(`${object.bucket}/${object.name}`)?.generation ?? "0";
    if (live !== object.replaces) return "conflict";
    if (!isLease) this.writes.push(object);
    const { generation } = this.put(object.bucket, object.name, this.#contentOf(object), {
      metadata: object.metadata,
      contentType: object.contentType,
    });
    return { generation };
  }

  async update(
    object: Identity,
    metadata: Readonly<Record<string, string>>,
  ): Promise<"updated" | "conflict"> {
    if (this.failure) throw this.failure;
    const entry = this.objects.get(`${object.bucket}/${object.name}`);
    if (entry?.generation !== object.generation) return "conflict";
    entry.metadata = { ...entry.metadata, ...metadata };
    return "updated";
  }

  async remove(object: Identity): Promise<"removed" | "conflict"> {
    if (this.failure) throw this.failure;
    const key = `${object.bucket}/${object.name}`;
    if (this.objects.get(key)?.generation !== object.generation) return "conflict";
    this.objects.delete(key);
    if (!object.name.startsWith(reservedPrefix)) this.removals.push(object.name);
    return "removed";
  }
}

/** No stream, whose ticks a scheduler of promises would starve. */
export async function* onePiece(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

interface FakeJob {
  /** Empty where the input was read as series. */
  input: Uint8Array;
  parameters: ForecastJob["parameters"];
}

export class FakeForecaster implements Forecaster {
  readonly jobs: (FakeJob & ForecastLimits)[] = [];
  /** Whether inputs are read as series; else they are handed on as they are. */
  readsSeries = false;
  answer: (job: FakeJob) => Answer | Promise<Answer> = () => predicted("date,prediction\n2026-01-01,1\n");

  async prepare(): Promise<Plan> {
    const choice = this.readsSeries ? {} : undefined;
    const parameters = { horizon: 14 };
    return { choice, levels: [], model: "prophet", modelVersion: "1.2.3", parameters, warnings: [] };
  }

  async forecast({ chunk, parameters }: ForecastJob, limits: ForecastLimits): Promise<Forecasts<Uint8Array>> {
    const job = { input: chunk instanceof Uint8Array ? chunk : new Uint8Array(0), parameters };
    this.jobs.push({ ...job, ...limits });
    const answer = await this.answer(job);
    if (answer.kind === "rejection") throw new InputError(answer.rejection.message, answer.rejection);
    const { csv, rowsOut: rows, series, ...told } = answer.prediction;
    const { warnings, parameters: used } = told;
    const fine: SeriesOutcome = {
      rows,
      model: "prophet",
      frequency: "D",
      fault: undefined,
      heaviest: undefined,
      warnings,
      parameters: used,
    };
    if (chunk instanceof Uint8Array) return { csv, outcomes: [fine] };
    const outcomes = chunk.series.map(({ id }): SeriesOutcome => {
      const failed = series?.failed.find((each) => Object.values(each.id).join() === id.join());
      if (failed === undefined) return fine;
      const { id: _id, fallback, ...fault } = failed;
      return { ...fine, fault, rows: fallback === null ? 0 : rows, model: fallback ?? undefined };
    });
    return { csv: new Uint8Array(0), outcomes };
  }
}

export function predicted(csv: string, warnings: string[] = [], series?: Prediction["series"]): Answer {
  return {
    kind: "prediction",
    prediction: {
      csv: Buffer.from(csv),
      model: "prophet",
      modelVersion: "1.2.3",
      parameters: { horizon: 14 },
      rowsIn: 14,
      rowsOut: 14,
      warnings,
      ...(series && { series }),
    },
  };
}

export const rejected: Answer = {
  kind: "rejection",
  rejection: {
    code: "csv.value-not-a-number",
    message: 'Line 3 holds "x" where a number is needed.',
    line: 3,
    column: 2,
    excerpt: "2020-01-02,x",
    fix: "Correct the value or delete the line.",
  },
};

export const unavailable = new CloudError("Cloud Storage could not read gs://demo-input/a.csv: HTTP 503", {
  code: "storage.unavailable",
  status: "UNAVAILABLE",
  retryable: true,
});

export type LogLine = Record<string, unknown> & { severity: string; message: string };

/** The sleep of a clock whose time only tests move. */
export function untilAborted(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(signal!.reason as Error);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}

/** A clock that tests move: `advance` wakes who sleeps, `jump` does not. */
export function manualClock(start: number) {
  let now = start;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    sleep(ms: number, signal?: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal!.reason as Error);
        };
        signal?.addEventListener("abort", abort, { once: true });
      });
    },
    jump(ms: number): void {
      now += ms;
    },
    async advance(ms: number): Promise<void> {
      now += ms;
      for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await settle();
    },
    get sleepers() {
      return sleepers.size;
    },
  };
}

export const jobName = "projects/demo/locations/us-central1/jobs/forecast-job";

/** Executions that only tests end. */
export class FakeJobs implements JobRunner {
  readonly started: RunRequest[] = [];
  readonly states = new Map<string, ExecutionState>();
  /** Thrown instead of a start. */
  failure: CloudError | undefined;

  async run(request: RunRequest): Promise<string> {
    if (this.failure) throw this.failure;
    const execution = `${jobName}/executions/forecast-job-${this.started.push(request)}`;
    this.states.set(execution, "running");
    return execution;
  }

  async state(execution: string): Promise<ExecutionState> {
    return this.states.get(execution) ?? "gone";
  }
}

/** A results topic that only keeps what it is sent. */
export class FakeTopic implements Publisher {
  readonly messages: Message[] = [];
  /** Runs before each request; throws to refuse it. */
  beforePublish = () => {};

  async publish(messages: readonly Message[]): Promise<void> {
    this.beforePublish();
    this.messages.push(...messages);
  }
}

/** The app on fakes; `push` posts what Pub/Sub would. */
export function startApp(more: Partial<Settings> = {}, jobs?: JobRunner, events?: Publisher) {
  const store = new MemoryStore();
  const forecaster = new FakeForecaster();
  const lines: LogLine[] = [];
  let now = Date.UTC(2026, 0, 1);
  const clock = { now: () => (now += 5), sleep: untilAborted };
  const log = createLogger({
    write: (line) => lines.push(JSON.parse(line) as LogLine),
    clock,
    project: "demo",
  });
  const drain = createDrain();
  const readiness = { value: true };
  const app = createApp({
    store,
    forecaster,
    clock,
    log,
    drain,
    settings: { ...settings, ...more },
    jobs,
    events,
    isReady: () => readiness.value,
  });
  const post = async (body: unknown, headers: Record<string, string> = {}) =>
    app.request("/", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const push = (name: string, generation: string, attributes: Record<string, string> = {}) =>
    post(envelope(name, generation, attributes));
  const pass = (ms: number) => {
    now += ms;
  };
  return { app, store, forecaster, lines, drain, readiness, post, push, pass };
}

export function envelope(name: string, generation: string, attributes: Record<string, string> = {}) {
  return {
    message: {
      attributes: {
        eventType: "OBJECT_FINALIZE",
        payloadFormat: "JSON_API_V1",
        bucketId: "demo-input",
        objectId: name,
        objectGeneration: generation,
        ...attributes,
      },
      data: "e30=",
      messageId: "77",
      message_id: "77",
      publishTime: "2026-01-01T00:00:00Z",
    },
    subscription: "projects/demo/subscriptions/forecast-push",
    deliveryAttempt: 2,
  };
}
