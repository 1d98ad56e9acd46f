// cloud-runner.json: its schema is its documentation. All parts have defaults, so the file may be absent.
import { z } from "zod";
import { ConfigError } from "./errors.ts";
import { valueWords } from "./value-words.ts";

/** Cloud Run's quantities: `512Mi`, `2Gi`. */
const memory = z
  .string()
  .regex(/^[1-9][0-9]*(Mi|Gi)$/, "must be a whole number of Mi or Gi, for example 1Gi");

const parameterValue = z.union([z.string(), z.number(), z.boolean()]);

const fields = z.strictObject({
  /** Lets an editor complete this file; otherwise unused. */
  $schema: z.string().optional(),
  /** Names the stack; every resource name derives from it. Short, since an account id may have 30 characters. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/, "must be 2 to 20 of a-z, 0-9 and -, starting with a letter")
    .default("forecast"),
  target: z.enum(["local", "gcp"]).default("local"),
  /** Google Cloud project id. The local cloud has one project and needs none. */
  project: z
    .string()
    .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "must be a Google Cloud project id")
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]+-[a-z]+[0-9]+$/, "must be a Google Cloud region, for example us-central1")
    .default("us-central1"),
  /** What makes the container image for Google Cloud; `cloud-build` needs nothing on this machine. */
  builder: z.enum(["docker", "cloud-build"]).default("docker"),
  /** A model of your own, bundled into the image: the path of its file. It is the default model then. docs/own-models.md */
  model: z
    .string()
    .regex(
      /^\.\/(?!.*(^|\/)\.\.(\/|$)).+\.(m?ts|m?js)$/,
      'must be a path inside of this folder, such as ./my-model.ts; a built-in model is chosen by "forecast": { "model": ... }',
    )
    .optional(),
  /** Buckets that this model fetches from, `gs://bucket`. The service's account may read them. */
  artifacts: z
    .array(
      z.string().regex(/^gs:\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]\/?$/, "must be a bucket, gs://bucket"),
    )
    .max(20)
    .default([]),
  /** Another container that keeps the contract of docs/container-contract.md, by digest. On Google Cloud only. */
  image: z
    .string()
    .regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, "must be an image by digest, URI@sha256:...")
    .optional(),
  service: z
    .strictObject({
      cpu: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(6), z.literal(8)]).default(1),
      memory: memory.default("1Gi"),
      /** Requests at once in one instance. A forecast uses one CPU fully, so one is right for cpu 1. */
      concurrency: z.int().min(1).max(1000).default(1),
      timeoutSeconds: z.int().min(1).max(3600).default(600),
      minInstances: z.int().min(0).max(100).default(0),
      maxInstances: z.int().min(1).max(1000).default(10),
    })
    .prefault({}),
  delivery: z
    .strictObject({
      /** Also the HTTP timeout of a push; nothing longer can be acknowledged. */
      ackDeadlineSeconds: z.int().min(10).max(600).default(600),
      minimumBackoffSeconds: z.int().min(0).max(600).default(10),
      maximumBackoffSeconds: z.int().min(0).max(600).default(600),
      /** A busy service answers 429, which counts as an attempt: keep this high enough for bursts. */
      maxDeliveryAttempts: z.int().min(5).max(100).default(20),
    })
    .refine(
      (d) => d.minimumBackoffSeconds <= d.maximumBackoffSeconds,
      "minimumBackoffSeconds is over maximumBackoffSeconds",
    )
    .prefault({}),
  storage: z
    .strictObject({
      /** Objects older than this are deleted from both buckets; 0 keeps them for ever. */
      retentionDays: z.int().min(0).max(3650).default(0),
    })
    .prefault({}),
  /** Defaults of every forecast, e.g. `{ "model": "prophet", "horizon": 28 }`; `cloud-runner predict --help` lists them. */
  forecast: z.record(z.string(), parameterValue).default({}),
  /** Put on every resource that can carry labels. */
  labels: z
    .record(
      z.string().regex(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, "label keys are a-z, 0-9 and -"),
      z.string().regex(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/, "label values are a-z, 0-9 and -"),
    )
    .default({}),
});

const configSchema = fields.refine(({ model, image }) => model === undefined || image === undefined, {
  message: "excludes image: a container of your own has its own models",
  path: ["model"],
});

export type Config = z.infer<typeof configSchema>;

/** What may stand in the file: everything is optional. */
export type ConfigInput = z.input<typeof configSchema>;

/**
 * Checks a config and fills in the defaults.
 * @throws ConfigError that lists every problem with its path.
 */
export function parseConfig(input: unknown, source: string): Config {
  const result = configSchema.safeParse(input, { error: valueWords });
  if (result.success) return result.data;
  throw new ConfigError(`${source} is not a valid configuration.`, {
    details: result.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`),
    fix: `Correct ${source.replace(/^The /, "the ")}; \`cloud-runner init --print\` shows every setting with its default.`,
  });
}

/** What is wrong with one setting, in words that go behind it; undefined when nothing is. */
export function faultOfSetting(name: keyof typeof fields.shape, value: unknown): string | undefined {
  return fields.shape[name].safeParse(value, { error: valueWords }).error?.issues[0]!.message;
}
