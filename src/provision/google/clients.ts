// Google's own clients, for Google Cloud and for the local cloud alike: what differs is in the connections beside.
import type { GapicClient, Connection, Endpoint, GapicOptions } from "./connection.ts";
import { googleConnection } from "./google-connection.ts";
import { leanGax } from "./lean-gax.ts";
import { localConnection } from "./local-connection.ts";

/** Loads the class of a generated client. */
type Load<T extends GapicClient> = () => Promise<new (...args: never) => T>;

/** Those that more than one file uses; a kind with a client of its own passes its class to `client`. */
const generated = {
  topics: async () => (await import("./packages/pubsub.ts")).PublisherClient,
  subscriptions: async () => (await import("./packages/pubsub.ts")).SubscriberClient,
  services: async () => (await import("./packages/run.ts")).ServicesClient,
  revisions: async () => (await import("./packages/run.ts")).RevisionsClient,
  jobs: async () => (await import("./packages/run.ts")).JobsClient,
  executions: async () => (await import("./packages/run.ts")).ExecutionsClient,
  builds: async () => (await import("./packages/run.ts")).BuildsClient,
  projects: async () => (await import("./packages/projects.ts")).ProjectsClient,
  serviceUsage: async () => (await import("./packages/service-usage.ts")).ServiceUsageClient,
  serviceIdentities: async () => (await import("./packages/service-usage.ts")).ServiceUsageBetaClient,
  billing: async () => (await import("./packages/billing.ts")).CloudBillingClient,
  artifactRegistry: async () => (await import("./packages/artifact-registry.ts")).ArtifactRegistryClient,
  logging: async () => (await import("./packages/logging.ts")).LoggingServiceV2Client,
  monitoring: async () => (await import("./packages/monitoring.ts")).MetricServiceClient,
  scheduler: async () => (await import("./packages/scheduler.ts")).CloudSchedulerClient,
} satisfies Record<string, Load<GapicClient>>;

type Generated = {
  readonly [Name in keyof typeof generated]: () => Promise<
    InstanceType<Awaited<ReturnType<(typeof generated)[Name]>>>
  >;
};

/** Each client is loaded and made on first use, then kept until `close`. */
export interface Clients extends Generated, Omit<Connection, "gapicOptions" | "prepare"> {
  /** The client of a class that only one kind uses. @param load the same function each time */
  client<T extends GapicClient>(load: Load<T>): Promise<T>;
  close(): Promise<void>;
}

export function createClients(endpoint: Endpoint, project: string): Clients {
  const connection =
    endpoint.target === "local" ? localConnection(endpoint, project) : googleConnection(project, endpoint);
  const opened = new Map<unknown, Promise<{ close?(): Promise<unknown> }>>();

  /** Makes a client once; a failure is not kept, so that the next call may try again. */
  const once = <T extends object>(key: unknown, make: () => Promise<T>): Promise<T> => {
    const known = opened.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const made = make();
    opened.set(key, made);
    made.catch(() => opened.delete(key));
    return made;
  };
  let runtime: ReturnType<typeof leanGax> | undefined;
  const client = <T extends GapicClient>(load: Load<T>): Promise<T> =>
    once(load, async () => {
      const [options, gax, Class] = await Promise.all([
        connection.gapicOptions((load as unknown) === generated.serviceUsage),
        (runtime ??= leanGax()),
        load() as Promise<unknown>,
      ]);
      return connection.prepare(new (Class as new (options: GapicOptions, gax: unknown) => T)(options, gax));
    });

  return {
    ...connection,
    ...(Object.fromEntries(
      Object.entries(generated).map(([name, load]) => [name, () => client(load as Load<GapicClient>)]),
    ) as Generated),
    client,
    storage: () => once("storage", () => connection.storage()),
    bigquery: () => once("bigquery", () => connection.bigquery()),
    iam: () => once("iam", () => connection.iam()),
    async close() {
      const closing = [...opened.values()];
      opened.clear();
      const settled = await Promise.allSettled(closing);
      const clients = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      await Promise.allSettled(clients.map(async (each) => each.close?.()));
    },
  };
}
