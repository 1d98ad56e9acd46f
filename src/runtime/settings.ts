// What the environment sets for the container, checked once at start.
import { serviceEnvironment, type OwnModelCard, type ParameterValue } from "../core/contract.ts";
import { ConfigError } from "../core/errors.ts";
import { resultsTopicVariable } from "../core/events/event-contract.ts";
import { jobEnvironment } from "../core/job/job-contract.ts";

export type Settings = ReturnType<typeof readSettings>;

/** What the container runs on. */
export interface Machine {
  cpus: number;
  /** Limit of the container, else all that there is. */
  memoryBytes: number;
  /** What says of a model of the user's own which one it is, where the image has one. */
  ownModel?: OwnModelCard | undefined;
}

/** Optional variables of the container alone; the defaults suit the service that `up` deploys. */
const tuningEnvironment = {
  maximumInputBytes: "MAXIMUM_INPUT_BYTES",
  maximumWorkers: "MAXIMUM_WORKERS",
  workerMemoryMegabytes: "WORKER_MEMORY_MB",
  seriesTimeoutSeconds: "SERIES_TIMEOUT_SECONDS",
  fanOutRows: "FAN_OUT_ROWS",
  fanOutSeries: "FAN_OUT_SERIES",
  fanOutTasks: "FAN_OUT_TASKS",
} as const;

/** What an instance with 1 GiB can hold. */
const serviceInputBytes = 64 * 2 ** 20;

/** A task of the job reads a panel slice by slice. */
const mostInputBytes = 5 * 2 ** 30;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @throws ConfigError that lists every missing or malformed variable.
 */
export function readSettings(env: Environment, { cpus, memoryBytes, ownModel }: Machine) {
  const problems: string[] = [];

  const text = (name: string): string => {
    const value = env[name] ?? "";
    if (value === "") problems.push(`${name} is not set`);
    return value;
  };
  const integer = (name: string, fallback: number, minimum: number, maximum: number): number => {
    const value = env[name];
    if (value === undefined || value === "") return fallback;
    const parsed = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (parsed >= minimum && parsed <= maximum) return parsed;
    problems.push(`${name} is "${value}", not a whole number from ${minimum} to ${maximum}`);
    return fallback;
  };

  const isTask = env[jobEnvironment.workOrder] !== undefined;
  const maximumWorkers = integer(tuningEnvironment.maximumWorkers, Math.max(1, cpus), 1, 64);
  const settings = {
    project: text(serviceEnvironment.project),
    inputBucket: text(serviceEnvironment.inputBucket),
    outputBucket: text(serviceEnvironment.outputBucket),
    /** Defaults of every forecast; the metadata of an input goes over them. */
    forecastDefaults: forecastDefaults(env[serviceEnvironment.forecastDefaults], problems),
    /** Cloud Run's name of this revision, or of this execution of the job; it is written on every result. */
    revision: env["K_REVISION"] || env["CLOUD_RUN_EXECUTION"] || "unknown",
    /** The model of the user's own that the image has. */
    ownModel,
    /** `projects/P/locations/R/jobs/NAME` that takes what the service has no time for; undefined where there is none. */
    job: env[jobEnvironment.job] || undefined,
    runApi: {
      endpoint: env[jobEnvironment.apiEndpoint] || "https://run.googleapis.com",
      /** Shown instead of one from Google. */
      token: env[jobEnvironment.apiToken] || undefined,
    },
    /** `projects/P/topics/NAME` where each answer is announced; undefined where nobody is told. */
    resultsTopic: env[resultsTopicVariable] || undefined,
    /** `HOST:PORT` instead of Pub/Sub at Google. */
    pubsubEmulator: env["PUBSUB_EMULATOR_HOST"] || undefined,
    host: env["HOST"] || "0.0.0.0",
    port: integer("PORT", 8080, 0, 65_535),
    maximumInputBytes: integer(
      tuningEnvironment.maximumInputBytes,
      isTask ? mostInputBytes : serviceInputBytes,
      1,
      isTask ? mostInputBytes : 2 ** 30,
    ),
    /** A panel with more rows or series is cut into slices; so are only panels in the job. */
    fanOutRows: integer(tuningEnvironment.fanOutRows, 1_000_000, 1, 2 ** 31),
    fanOutSeries: integer(tuningEnvironment.fanOutSeries, 20_000, 1, 2 ** 31),
    /** Most tasks that work on one panel, beside the one that cuts it. */
    fanOutTasks: integer(tuningEnvironment.fanOutTasks, 100, 0, 10_000),
    /**
     * From the arrival of a delivery to the moment when it is given up. Pub/Sub gives a push at most 600 s; what comes
     * later can never be acknowledged. A task of the job has up to a week.
     */
    forecastTimeoutMs: integer(serviceEnvironment.forecastTimeoutSeconds, 540, 1, 7 * 86_400) * 1000,
    /** One series of a panel that takes longer gets a fallback; a few of them share it when they are forecast together. */
    seriesTimeoutMs: integer(tuningEnvironment.seriesTimeoutSeconds, 60, 1, 3600) * 1000,
    /** Most worker threads at once; the second one starts when two forecasts overlap. */
    maximumWorkers,
    /** Heap that each worker may have. */
    workerMemoryMegabytes: integer(
      tuningEnvironment.workerMemoryMegabytes,
      workerShare(memoryBytes, maximumWorkers),
      32,
      1024 * 1024,
    ),
  };
  if (settings.inputBucket !== "" && settings.inputBucket === settings.outputBucket) {
    problems.push(
      `${serviceEnvironment.inputBucket} and ${serviceEnvironment.outputBucket} are the same bucket, so every result would be a new input`,
    );
  }
  if (problems.length > 0) {
    throw new ConfigError("The container's environment is not complete.", {
      code: "environment.invalid",
      details: problems,
      fix: "Deploy with `cloud-runner up`, which sets these variables, or set them on the container.",
    });
  }
  return settings;
}

/**
 * The rest is for the main thread, for WebAssembly, which no heap limit counts, and for the input and its copy. A share
 * has a least size, since with several CPUs one forecast is often alone.
 */
function workerShare(memoryBytes: number, workers: number): number {
  const megabytes = (memoryBytes / 2 ** 20) * 0.6;
  return Math.max(32, Math.floor(Math.max(megabytes / workers, Math.min(megabytes, 256))));
}

function forecastDefaults(json: string | undefined, problems: string[]): Record<string, ParameterValue> {
  if (json === undefined || json === "") return {};
  try {
    const value: unknown = JSON.parse(json);
    if (isParameters(value)) return value;
  } catch {
    // Reported below: text that is not JSON is no object of parameters either.
  }
  problems.push(
    `${serviceEnvironment.forecastDefaults} is not a JSON object of strings, numbers and booleans`,
  );
  return {};
}

function isParameters(value: unknown): value is Record<string, ParameterValue> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((entry) => ["string", "number", "boolean"].includes(typeof entry))
  );
}
