// Names that the command line, the provisioning and the container agree on. Nothing else may hard-code them.

/** Environment variables that `up` sets on the Cloud Run service and the container reads. */
export const serviceEnvironment = {
  project: "GOOGLE_CLOUD_PROJECT",
  inputBucket: "INPUT_BUCKET",
  outputBucket: "OUTPUT_BUCKET",
  /** JSON of the config's `forecast` section: the defaults for every input. */
  forecastDefaults: "FORECAST_DEFAULTS",
  /** A forecast that takes longer is given up, soon enough for its delivery to be answered. */
  forecastTimeoutSeconds: "FORECAST_TIMEOUT_SECONDS",
} as const;

/** A model of the user's own in the image: what the command line puts beside the worker. */
export const ownModelFiles = {
  code: "model.mjs",
  card: "model.json",
  /** Folder of the files that the model names. */
  folder: "model-files",
} as const;

export interface OwnModelCard {
  /** As the user knows it: the path from the project folder. */
  file: string;
  name: string;
  kind: "series" | "rows";
  /** Of its code and of the names and sizes of its files. */
  digest: string;
}

/** Parameters ride on the upload as custom metadata, e.g. `forecast-horizon: 28`, `forecast-model: prophet`. */
export const parameterPrefix = "forecast-";

/** `forecast-horizon: 28` on the upload becomes `horizon: "28"`. */
export const parametersIn = (metadata: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata)
      .map(([key, value]) => [key.toLowerCase(), value] as const)
      .filter(([key]) => key.startsWith(parameterPrefix))
      .map(([key, value]) => [key.slice(parameterPrefix.length), value] as const),
  );

/** Custom metadata that the container writes on a result and on an error report. */
export const resultMetadata = {
  inputBucket: "cloud-runner-input-bucket",
  inputName: "cloud-runner-input-name",
  inputGeneration: "cloud-runner-input-generation",
  inputCrc32c: "cloud-runner-input-crc32c",
  model: "cloud-runner-model",
  modelVersion: "cloud-runner-model-version",
  parameters: "cloud-runner-parameters",
  /** Rows of the forecast. */
  rows: "cloud-runner-rows",
  /** On what a manifest asked for: its own name and generation, beside those of the input. */
  manifestName: "cloud-runner-manifest-name",
  manifestGeneration: "cloud-runner-manifest-generation",
  revision: "cloud-runner-revision",
  /** Digest of the user's own model that made it; absent on what another model made. */
  ownModel: "cloud-runner-own-model",
  deliveryAttempt: "cloud-runner-delivery-attempt",
  messageId: "cloud-runner-message-id",
  warnings: "cloud-runner-warnings",
  /** JSON that says why the forecast is what it is; absent where the model has nothing to explain. */
  explanation: "cloud-runner-explanation",
  /** JSON of SeriesCounts; absent on the result of a file that holds one series. */
  series: "cloud-runner-series",
} as const;

const reportSuffix = ".error.json";

/** The result has the name of its input. */
export const resultName = (inputName: string): string => inputName;

/** Why an input can never work is written beside the results. */
export const reportName = (inputName: string): string => `${inputName}${reportSuffix}`;

export const isReportName = (name: string): boolean => name.endsWith(reportSuffix);

const seriesReportSuffix = ".series.json";

/** Which series of a panel its model could not forecast, and why, is written beside the result. */
export const seriesReportName = (resultName: string): string => `${resultName}${seriesReportSuffix}`;

export const isSeriesReportName = (name: string): boolean => name.endsWith(seriesReportSuffix);

/** `predict` uploads under a prefix that no other run has: `predict/20260102-030405-a1b2c3d4/`. @param run its id */
export const uploadPrefix = (run: string): string => `predict/${run}/`;

/** The run of `predict` that uploaded an input of this name; undefined for any other input. */
export const runIn = (name: string): string | undefined =>
  /^predict\/(\d{8}-\d{6}-[0-9a-f]{8})\//.exec(name)?.[1];

/** Whether its name comes once, so that there was no answer under it before. */
export const isUploadOfPredict = (name: string): boolean => runIn(name) !== undefined;

/** The container's own objects in the output bucket are under this prefix; an input with such a name is ignored. */
export const reservedPrefix = ".cloud-runner/";

/** What each run of `predict` was asked is kept in the output bucket under this prefix, by the run's id. */
export const runsPrefix = `${reservedPrefix}runs/`;

export const runRecordName = (run: string): string => `${runsPrefix}${run}/run.json`;

/** While a delivery forecasts an input, an empty object of this name in the output bucket says so. */
export const leaseName = (inputName: string): string => `${reservedPrefix}leases/${inputName}`;

/** Custom metadata of a lease, beside the input's bucket, name and generation. */
export const leaseMetadata = {
  /** One delivery, in one instance. */
  holder: "cloud-runner-lease-holder",
  /** Milliseconds since the epoch; from then on anybody may take it over. */
  expiresAt: "cloud-runner-lease-expires-at",
  /** Forecasts of this input generation that have failed already. */
  failures: "cloud-runner-lease-failures",
} as const;

/** `job.json` and `*.job.json` are no series but manifests: they name the inputs to forecast, and where to write. */
export const isManifestName = (name: string): boolean => /(^|[/.])job\.json$/.test(name);

/** Inputs in a folder of this name are not forecast by themselves; they wait for a manifest that names them. */
export const manifestDataFolder = "job-data";

export const isManifestData = (name: string): boolean => `/${name}`.includes(`/${manifestDataFolder}/`);

/** Where `gcloud storage cp` and gsutil put the parts of a large upload, before one object is composed of them. */
export const isUploadPart = (name: string): boolean =>
  /^\/?(gcloud|gsutil)\/tmp\/parallel_composite_uploads\//.test(name);

/** Body of the object that answers a manifest, under the manifest's own name, `application/json`. */
export interface ManifestResult {
  schemaVersion: 1;
  id: string;
  manifest: { bucket: string; name: string; generation: string };
  /** One for each input, in the manifest's order. */
  results: ManifestRow[];
  succeeded: number;
  failed: number;
}

export type ManifestRow =
  | {
      input: { name: string; generation: string };
      status: "forecast";
      /** In the output bucket. */
      output: string;
      model: string;
      rows: number;
      /** Of a panel. */
      series?: SeriesCounts;
    }
  | {
      /** No generation: there is no such object. */
      input: { name: string; generation?: string };
      status: "failed";
      error: InputFault;
    };

/** Body of an error report object, `application/json`. */
export interface ErrorReport {
  schemaVersion: 1;
  /** Stable, dot-separated, e.g. `csv.value-not-a-number`. */
  code: string;
  message: string;
  /** Line in the input file, from 1, the header included. */
  line?: number;
  /** Field in that line, from 1. */
  column?: number;
  /** The line as it stands, shortened. */
  excerpt?: string;
  /** Place in a manifest, e.g. `inputs[2].name`. */
  path?: string;
  /** What to change so that it works. */
  fix: string;
  choices?: Choices;
  input: { bucket: string; name: string; generation: string };
}

/** A parameter that settles a fault, and the values that it may have, the likeliest first. */
export interface Choices {
  parameter: string;
  values: string[];
  /** What each value makes of the file, for people: `2024-01-05 (day first, as 31.12.2023)`. As long as `values`. */
  meanings?: string[];
  /** What else each answer needs to work: parameters with their values. */
  with?: Record<string, string>;
}

/** Why an input, with its parameters, can never work. Plain JSON. */
export type InputFault = Omit<ErrorReport, "schemaVersion" | "input">;

export type ParameterValue = string | number | boolean;

/** By name, as they stand in metadata, manifests and defaults; the model checks them. */
export type RawParameters = Readonly<Record<string, ParameterValue>>;

/** Series of a panel. */
export interface SeriesCounts {
  count: number;
  /** Forecast by a fallback, since their model could not. */
  fellBack: number;
  /** Without any forecast. */
  left: number;
}

/** Body of the report on the series of a panel, `application/json`; there is none where all were forecast. */
export interface SeriesReport extends SeriesCounts {
  schemaVersion: 1;
  input: { bucket: string; name: string; generation: string };
  /** In the order of the input. */
  failed: FailedSeries[];
}

export interface FailedSeries extends Omit<ErrorReport, "schemaVersion" | "input" | "path"> {
  /** Text of each id column, by the column's name. */
  id: Record<string, string>;
  /** The model that made its forecast instead; null when it has none. */
  fallback: string | null;
}

/**
 * Annotation of a revision on the local cloud whose container is not this tool's own: a `process` that the container's
 * command starts, or its image in `docker`. Without it the local cloud runs this tool's files, whatever the image.
 */
export const runAsAnnotation = "cloud-runner/run-as";

/** Ownership labels, on every resource that can carry labels. */
export const ownerLabels = (stack: string): Record<string, string> => ({
  "managed-by": "cloud-runner",
  "cloud-runner-stack": stack,
});
