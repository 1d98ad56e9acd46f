// cloud-runner.json: what may stand in it, and what each setting means. All have defaults, so the file may be absent.
import * as z from "zod";
import { ConfigError } from "./errors.ts";
import { notifySetting } from "./notify/notify-setting.ts";
import { settingWords } from "./text/value-words.ts";

const text = (pattern: RegExp, rule: string) => z.string().regex(pattern, rule);

const whole = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);

const parameterValue = z.union([z.string(), z.number(), z.boolean()]);

const encryptionKey = text(
  /^projects\/[a-z0-9.:-]+\/locations\/[a-z0-9-]+\/keyRings\/[A-Za-z0-9_-]{1,63}\/cryptoKeys\/[A-Za-z0-9_-]{1,63}$/,
  "must be the full name of a key, projects/P/locations/L/keyRings/R/cryptoKeys/K",
).optional();

const networkName = "([a-z]([-a-z0-9]{0,61}[a-z0-9])?)$";

const vpc = z
  .strictObject({
    network: text(
      new RegExp(`^(projects/[a-z0-9.:-]+/global/networks/)?${networkName}`),
      "must be the name of a network, or projects/P/global/networks/N",
    )
      .optional()
      .describe("The network that instances send to. By default that of the subnetwork."),
    subnetwork: text(
      new RegExp(`^(projects/[a-z0-9.:-]+/regions/[a-z0-9-]+/subnetworks/)?${networkName}`),
      "must be the name of a subnetwork, or projects/P/regions/R/subnetworks/S",
    )
      .optional()
      .describe("Where instances get their addresses. By default the one that is called like the network."),
    tags: z
      .array(text(new RegExp(`^${networkName}`), "network tags are a-z, 0-9 and -"))
      .default([])
      .describe("Network tags, which firewall rules go by."),
    connector: text(
      new RegExp(`^(projects/[a-z0-9.:-]+/locations/[a-z0-9-]+/connectors/)?${networkName}`),
      "must be the name of a connector, or projects/P/locations/R/connectors/C",
    )
      .optional()
      .describe("A Serverless VPC Access connector, instead of network and subnetwork."),
    egress: z
      .enum(["private-ranges-only", "all-traffic"])
      .default("private-ranges-only")
      .describe("What goes through the network: requests to private addresses only, or all."),
  })
  .refine(
    ({ connector, network, subnetwork }) =>
      (connector === undefined) !== (network === undefined && subnetwork === undefined),
    "needs either a connector, or a network, a subnetwork or both",
  )
  .refine(({ connector, tags }) => connector === undefined || tags.length === 0, "tags exclude a connector");

const cpu = z.literal([1, 2, 4, 6, 8]);
const memory = text(/^[1-9][0-9]*(Mi|Gi)$/, "must be a whole number of Mi or Gi, for example 1Gi");

const service = z.strictObject({
  cpu: cpu.default(1).describe("CPUs of one instance."),
  memory: memory.default("1Gi").describe("Memory of one instance, in Mi or Gi."),
  ingress: z
    .enum(["all", "internal", "internal-and-cloud-load-balancing"])
    .default("all")
    .describe(
      "Which networks reach the service's address, where whoever calls still needs a role. Pub/Sub counts as internal.",
    ),
  concurrency: whole(1, 1000)
    .default(1)
    .describe("Requests at once in one instance. A forecast uses one CPU fully, so 1 is right for 1 CPU."),
  timeoutSeconds: whole(1, 3600).default(600).describe("How long one request may take."),
  minInstances: whole(0, 100)
    .default(0)
    .describe(
      "Instances that are kept when there is nothing to do, of all revisions together. With 0 the service costs nothing at rest.",
    ),
  maxInstances: whole(1, 1000).default(10).describe("The most instances at once, of all revisions together."),
  readyPath: text(/^\/[^\s]*$/, "must be a path, such as /ready")
    .optional()
    .describe(
      "Where a container of your own answers 200 once it can work. Without it, it counts as ready when its port takes connections.",
    ),
  vpc: vpc
    .optional()
    .describe(
      "A VPC network of yours that the service sends through: network, subnetwork, tags or connector, and egress. Without effect on the local cloud.",
    ),
});

const job = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      "Whether work that the service has no time for is handed over to a job. Without effect with an image or a command of your own, which have none.",
    ),
  cpu: cpu.default(2).describe("CPUs of one task. Each forecasts another part of the series."),
  memory: memory.default("2Gi").describe("Memory of one task, in Mi or Gi."),
  timeoutSeconds: whole(60, 604_800)
    .default(21_600)
    .describe("How long one task may take, at each try. Google allows a week."),
  maxRetries: whole(0, 10).default(3).describe("How often a task that failed is tried again."),
  parallelism: whole(1, 1000).default(10).describe("The most tasks of one execution at once."),
});

const events = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      "Whether each result and each failure is a message on the topic NAME-results. Without effect with an image or a command of your own, which announce nothing.",
    ),
});

const delivery = z
  .strictObject({
    ackDeadlineSeconds: whole(10, 600)
      .default(600)
      .describe(
        "How long Pub/Sub waits for the answer to a message. Also the HTTP timeout of its push: a forecast that takes longer cannot be acknowledged.",
      ),
    minimumBackoffSeconds: whole(0, 600)
      .default(1)
      .describe("The wait before a failed message is sent again, at first."),
    maximumBackoffSeconds: whole(0, 600)
      .default(90)
      .describe("The longest wait before a failed message is sent again."),
    maxDeliveryAttempts: whole(5, 100)
      .default(100)
      .describe(
        "Attempts before a message becomes a dead-letter message. A busy service answers 429, which counts as an attempt: keep this high enough for bursts.",
      ),
  })
  .refine(
    (d) => d.minimumBackoffSeconds <= d.maximumBackoffSeconds,
    "minimumBackoffSeconds is over maximumBackoffSeconds",
  );

const fields = z.strictObject({
  $schema: z
    .string()
    .optional()
    .describe("Where an editor finds the JSON Schema of this file. cloud-runner itself ignores it."),
  name: text(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/, "must be 2 to 20 of a-z, 0-9 and -, starting with a letter")
    .default("forecast")
    .describe(
      "Names the stack. Every resource name derives from it; it is short because the id of an account may have 30 characters.",
    ),
  target: z
    .enum(["local", "gcp"])
    .default("local")
    .describe("Where the stack runs: on the local cloud or on Google Cloud."),
  project: text(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "must be a Google Cloud project id")
    .optional()
    .describe("Google Cloud project id. The local cloud has one project of its own and needs none."),
  region: text(/^[a-z]+-[a-z]+[0-9]+$/, "must be a Google Cloud region, for example us-central1")
    .default("us-central1")
    .describe("Google Cloud region of the whole stack."),
  builder: z
    .enum(["docker", "cloud-build"])
    .default("docker")
    .describe(
      "What builds the container image for Google Cloud: docker on this machine, or Cloud Build, which needs nothing here.",
    ),
  model: text(
    /^\.\/(?!.*(^|\/)\.\.(\/|$)).+\.(m?ts|m?js)$/,
    'must be a path inside of this folder, such as ./my-model.ts; a built-in model is chosen by "forecast": { "model": ... }',
  )
    .optional()
    .describe(
      "The file of a model of your own. It is bundled into the image and is the default model then. See docs/own-models.md.",
    ),
  artifacts: z
    .array(text(/^gs:\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]\/?$/, "must be a bucket, gs://bucket"))
    .max(20)
    .default([])
    .describe(
      "Buckets that your own model fetches from, as gs://bucket. The service's account may read them.",
    ),
  image: text(/^[^\s@]+@sha256:[0-9a-f]{64}$/, "must be an image by digest, URI@sha256:...")
    .optional()
    .describe(
      "Another container image, by digest, that keeps the contract of docs/container-contract.md. The local cloud runs it in docker. Excludes model.",
    ),
  command: z
    .array(text(/^[^\0]+$/, "must not be empty"))
    .min(1)
    .optional()
    .describe(
      'How the local cloud starts that container without docker, as a process in this folder: ["gunicorn", "main:app"]. $PORT in it stands for the port. Without effect on Google Cloud. Excludes model.',
    ),
  encryptionKey: encryptionKey.describe(
    "A Cloud KMS key of yours, in the stack's region, instead of Google's own: for the buckets, the topics, the image repository and the revisions. `cloud-runner doctor` says whether Google's accounts may use it. Without effect on the local cloud.",
  ),
  service: service.prefault({}).describe("The Cloud Run service that forecasts."),
  job: job
    .prefault({})
    .describe(
      "The Cloud Run job that takes over what the service has no time for. It costs nothing while it has nothing to do; network and key are those of the service.",
    ),
  delivery: delivery.prefault({}).describe("How Pub/Sub delivers an upload to the service."),
  events: events
    .prefault({})
    .describe(
      "What other services are told of: docs/events.md. The topic costs nothing at rest, and a thousand messages $0.00006.",
    ),
  notify: notifySetting.default([]).meta({
    description:
      'Who is told of dead-letter messages, failed forecasts and schedules that miss their time: e-mail addresses and https:// addresses; for the local target also ./FILE and http://127.0.0.1:PORT/. An object chooses what is told. "${NAME}" stands for a variable of the environment, so that a secret need not stand here. See docs/notify.md.',
    examples: [["ops@example.com", { to: "night@example.com", on: ["missed-schedules"] }]],
  }),
  storage: z
    .strictObject({
      location: text(
        /^([a-z]+-[a-z]+[0-9]+|us|eu|asia|nam4|eur[0-9]|asia[0-9])$/,
        "must be a region such as us-central1, or us, eu, asia, nam4, eur4, asia1 and the like",
      )
        .optional()
        .describe(
          "Where the buckets are: a region, several (us, eu, asia) or two (nam4, eur4). By default the region of the stack; several cost more, for each byte and each write. It cannot be changed once the buckets stand.",
        ),
      encryptionKey: encryptionKey.describe(
        "Another key for these buckets, for a location that is not the stack's region. By default the stack's encryptionKey.",
      ),
      retentionDays: whole(0, 3650)
        .default(0)
        .describe("Objects older than this are deleted from both buckets; 0 keeps them forever."),
    })
    .prefault({})
    .describe("The two buckets."),
  bigquery: z
    .strictObject({
      maximumBytesBilled: z
        .int()
        .min(10_485_760)
        .default(107_374_182_400)
        .describe(
          "What one query may read, in bytes; Google bills at least 10 MiB. A query that would read more is not run.",
        ),
    })
    .prefault({})
    .describe("Tables and queries of BigQuery as inputs. See docs/tables.md."),
  forecast: z
    .record(z.string(), parameterValue)
    .default({})
    .meta({
      description:
        "Default parameters of every forecast; `cloud-runner models NAME` lists what each model takes.",
      examples: [{ model: "prophet", horizon: 28 }],
    }),
  labels: z
    .record(
      text(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, "label keys are a-z, 0-9 and -"),
      text(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/, "label values are a-z, 0-9 and -"),
    )
    .default({})
    .describe("Labels of your own, put on every resource that can carry labels."),
});

/** scripts/update-config-docs.mjs makes the shipped JSON Schema and docs/configuration.md of it. */
export const configSchema = fields
  .refine(({ model, image }) => model === undefined || image === undefined, {
    message: "excludes image: a container of your own has its own models",
    path: ["model"],
  })
  .refine(({ model, command }) => model === undefined || command === undefined, {
    message: "excludes command: a container of your own has its own models",
    path: ["model"],
  })
  .meta({
    title: "Configuration of cloud-runner",
    description: "Every setting is optional, and so is the file.",
    not: { anyOf: [{ required: ["model", "image"] }, { required: ["model", "command"] }] },
  });

/** Containers of others have only a service: the job runs another program of this tool's image. */
export const hasJob = ({ job, image, command }: Pick<Config, "job" | "image" | "command">): boolean =>
  job.enabled && image === undefined && command === undefined;

/** Containers of others say for themselves what is to be said. */
export const hasEvents = ({
  events,
  image,
  command,
}: Pick<Config, "events" | "image" | "command">): boolean =>
  events.enabled && image === undefined && command === undefined;

/** The settings, in the order of the documentation. */
export const settingNames = Object.keys(fields.shape) as readonly (keyof Config)[];

export type Config = z.infer<typeof configSchema>;

/** What may stand in the file: everything is optional. */
export type ConfigInput = z.input<typeof configSchema>;

/**
 * Checks a config and fills in the defaults.
 * @throws ConfigError that lists every problem with its path.
 */
export function parseConfig(input: unknown, source: string): Config {
  const result = configSchema.safeParse(input, { error: settingWords });
  if (result.success) return result.data;
  throw new ConfigError(`${source} is not a valid configuration.`, {
    details: result.error.issues.map((issue) =>
      issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`,
    ),
    fix: `Correct ${source.replace(/^The /, "the ")}; \`cloud-runner init --print\` shows every setting with its default.`,
  });
}

/** What is wrong with one setting, in words that go behind it; undefined when nothing is. */
export function faultOfSetting(name: keyof typeof fields.shape, value: unknown): string | undefined {
  return fields.shape[name].safeParse(value, { error: settingWords }).error?.issues[0]!.message;
}
