// The one file that knows the target. It decides endpoints and credentials; everything above the wire is the same.
import type { ArtifactRegistryClient } from "@google-cloud/artifact-registry";
import type { CloudBillingClient } from "@google-cloud/billing";
import type { v2 as LoggingV2 } from "@google-cloud/logging";
import type { MetricServiceClient } from "@google-cloud/monitoring";
import type { v1 as pubsubV1 } from "@google-cloud/pubsub";
import type { ProjectsClient } from "@google-cloud/resource-manager";
import type { BuildsClient, RevisionsClient, ServicesClient } from "@google-cloud/run";
import type { ServiceUsageClient, v1beta1 as serviceUsageV1Beta1 } from "@google-cloud/service-usage";
import type { Storage } from "@google-cloud/storage";
import type { iam_v1 as IamV1 } from "@googleapis/iam";
import type { ChannelCredentials } from "@grpc/grpc-js";
import type { AuthClient } from "google-auth-library";
import { AuthenticationError, PreconditionError } from "../../core/errors.ts";
import { callerOf, type Caller } from "./caller.ts";
import { leanGax } from "./lean-gax.ts";

export type Endpoint =
  | { target: "local"; httpUrl: string; grpcHost: string; grpcPort: number }
  /** A project that is yet to be made cannot be charged for a call: then the credentials' own is. */
  | { target: "gcp"; projectIsNew?: boolean };

/** Google's own clients. Each is loaded and made on first use, then kept until `close`. */
export interface Clients {
  /** What to do when the other end does not answer. */
  readonly unavailableFix: string;
  /** For how long a passing fault (UNAVAILABLE, a rate limit) is worth another try. */
  readonly faultBudgetMs: number;
  /** Whether a connection that is refused or breaks off means that the other end is gone, and not a passing fault. */
  readonly isLossFinal: boolean;
  storage(): Promise<Storage>;
  topics(): Promise<pubsubV1.PublisherClient>;
  subscriptions(): Promise<pubsubV1.SubscriberClient>;
  services(): Promise<ServicesClient>;
  revisions(): Promise<RevisionsClient>;
  builds(): Promise<BuildsClient>;
  /** Cloud Build's own API, of which an operation is all that is read: too little for a client of its own. */
  buildOperation(name: string): Promise<unknown>;
  projects(): Promise<ProjectsClient>;
  serviceUsage(): Promise<ServiceUsageClient>;
  /** Only to force a service agent into being; there is no stable version of that method. */
  serviceIdentities(): Promise<serviceUsageV1Beta1.ServiceUsageClient>;
  billing(): Promise<CloudBillingClient>;
  artifactRegistry(): Promise<ArtifactRegistryClient>;
  iam(): Promise<IamV1.Iam>;
  logging(): Promise<InstanceType<typeof LoggingV2.LoggingServiceV2Client>>;
  monitoring(): Promise<MetricServiceClient>;
  /** A short-lived access token, for `docker login`. */
  accessToken(): Promise<string>;
  /** Undefined on the local cloud, which takes anyone. */
  caller(): Promise<Caller | undefined>;
  /**
   * A token to call a service with: the user's own on Google Cloud, there undefined when the credentials give none; on
   * the local cloud, where nobody is logged in, the account's.
   */
  idToken(audience: string, account: string): Promise<string | undefined>;
  close(): Promise<void>;
}

export function createClients(endpoint: Endpoint, project: string): Clients {
  const connection =
    endpoint.target === "local" ? localConnection(endpoint, project) : googleConnection(project, endpoint);
  const opened: Promise<{ close?(): Promise<unknown> }>[] = [];

  /** Makes a client once; a failure is not kept, so that the next call may try again. */
  const lazily = <T extends object>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => {
      if (made === undefined) {
        made = make();
        opened.push(made);
        made.catch(() => (made = undefined));
      }
      return made;
    };
  };
  let runtime: ReturnType<typeof leanGax> | undefined;
  const gapic = <T extends GapicClient>(construct: (options: GapicOptions, gax: never) => Promise<T>) =>
    lazily(async () => {
      const [options, gax] = await Promise.all([connection.gapicOptions(), (runtime ??= leanGax())]);
      return connection.prepare(await construct(options, gax as never));
    });

  return {
    unavailableFix: connection.unavailableFix,
    faultBudgetMs: connection.faultBudgetMs,
    isLossFinal: connection.isLossFinal,
    storage: lazily(() => connection.storage()),
    topics: gapic(
      async (options, gax) => new (await import("@google-cloud/pubsub")).v1.PublisherClient(options, gax),
    ),
    subscriptions: gapic(
      async (options, gax) => new (await import("@google-cloud/pubsub")).v1.SubscriberClient(options, gax),
    ),
    services: gapic(
      async (options, gax) => new (await import("@google-cloud/run")).ServicesClient(options, gax),
    ),
    revisions: gapic(
      async (options, gax) => new (await import("@google-cloud/run")).RevisionsClient(options, gax),
    ),
    builds: gapic(async (options, gax) => new (await import("@google-cloud/run")).BuildsClient(options, gax)),
    buildOperation: (name) => connection.buildOperation(name),
    projects: gapic(
      async (options, gax) =>
        new (await import("@google-cloud/resource-manager")).ProjectsClient(options, gax),
    ),
    serviceUsage: gapic(
      async (options, gax) =>
        new (await import("@google-cloud/service-usage")).ServiceUsageClient(options, gax),
    ),
    serviceIdentities: gapic(
      async (options, gax) =>
        new (await import("@google-cloud/service-usage")).v1beta1.ServiceUsageClient(options, gax),
    ),
    billing: gapic(
      async (options, gax) => new (await import("@google-cloud/billing")).CloudBillingClient(options, gax),
    ),
    artifactRegistry: gapic(
      async (options, gax) =>
        new (await import("@google-cloud/artifact-registry")).ArtifactRegistryClient(options, gax),
    ),
    iam: lazily(() => connection.iam()),
    logging: gapic(
      async (options, gax) =>
        new (await import("@google-cloud/logging")).v2.LoggingServiceV2Client(options, gax),
    ),
    monitoring: gapic(
      async (options, gax) =>
        new (await import("@google-cloud/monitoring")).MetricServiceClient(options, gax),
    ),
    accessToken: () => connection.accessToken(),
    caller: () => connection.caller(),
    idToken: (audience, account) => connection.idToken(audience, account),
    async close() {
      const settled = await Promise.allSettled(opened.splice(0));
      const clients = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      await Promise.allSettled(clients.map(async (client) => client.close?.()));
    },
  };
}

/**
 * Options of every generated client. `authClient` has no type that fits all: resource-manager, billing and
 * service-usage carry an older auth library of their own. The object works in both; only private fields differ. (An alias, since
 * interfaces have no index signature, which the clients ask for.)
 */
type GapicOptions = {
  projectId: string;
  authClient: never;
  servicePath?: string;
  port?: number;
  sslCreds?: ChannelCredentials;
  "grpc.enable_http_proxy"?: number;
};

type ApiCalls = Record<string, Function>;
interface GapicClient {
  initialize(): Promise<unknown>;
  innerApiCalls: object;
  close(): Promise<unknown>;
}

interface Connection {
  unavailableFix: string;
  faultBudgetMs: number;
  isLossFinal: boolean;
  gapicOptions(): Promise<GapicOptions>;
  prepare<T extends GapicClient>(client: T): Promise<T>;
  storage(): Promise<Storage>;
  iam(): Promise<IamV1.Iam>;
  buildOperation(name: string): Promise<unknown>;
  accessToken(): Promise<string>;
  caller(): Promise<Caller | undefined>;
  idToken(audience: string, account: string): Promise<string | undefined>;
}

const loopbackHosts = new Set(["127.0.0.1", "localhost", "[::1]", "::1"]);

function localConnection(endpoint: Extract<Endpoint, { target: "local" }>, project: string): Connection {
  const { httpUrl, grpcHost, grpcPort } = endpoint;
  for (const host of [new URL(httpUrl).hostname, grpcHost]) {
    if (loopbackHosts.has(host)) continue;
    throw new PreconditionError(`The local cloud's address ${host} is not this machine.`, {
      code: "local.not-loopback",
      fix: "Delete .cloud-runner/cloud.json and run `cloud-runner up` again.",
    });
  }

  /** A client with a credential of its own never looks for real ones, nor for a metadata server. */
  const dummyAuth = async (): Promise<AuthClient> => {
    const { OAuth2Client } = await import("google-auth-library");
    const client = new OAuth2Client();
    client.setCredentials({ access_token: "local", expiry_date: Number.MAX_SAFE_INTEGER });
    return client;
  };

  return {
    unavailableFix: "Run `cloud-runner up`: it starts the local cloud of this folder.",
    // What answers with a passing fault is told to play one; what does not answer at all is not running.
    faultBudgetMs: 30_000,
    isLossFinal: true,
    async gapicOptions() {
      const grpc = await import("@grpc/grpc-js");
      return {
        projectId: project,
        servicePath: grpcHost,
        port: grpcPort,
        sslCreds: grpc.credentials.createInsecure(),
        authClient: (await dummyAuth()) as never,
        // A proxy named in the environment must not see, or answer, what is meant for this machine.
        "grpc.enable_http_proxy": 0,
      };
    },
    prepare: failFast,
    // The storage client has no switch against a proxy: only NO_PROXY in the environment keeps one away.
    async storage() {
      const { Storage } = await import("@google-cloud/storage");
      const storage = new Storage({
        projectId: project,
        apiEndpoint: httpUrl,
        authClient: await dummyAuth(),
        retryOptions: { autoRetry: false },
      });
      // STORAGE_EMULATOR_HOST of the caller's shell, perhaps another folder's cloud, would win over apiEndpoint here.
      storage.baseUrl = `${httpUrl.replace(/\/+$/, "")}/storage/v1`;
      return storage;
    },
    async iam() {
      const { iam } = await import("@googleapis/iam");
      const rootUrl = `${httpUrl.replace(/\/+$/, "")}/`;
      return iam({
        version: "v1",
        rootUrl,
        auth: (await dummyAuth()) as never,
        retry: false,
        noProxy: [new URL(httpUrl).hostname],
      });
    },
    async buildOperation(name) {
      const url = `${httpUrl.replace(/\/+$/, "")}/cloudbuild/v1/${name}`;
      const client = await dummyAuth();
      return (await client.request({ url, retry: false, noProxy: [new URL(httpUrl).hostname] })).data;
    },
    accessToken: async () => "local",
    caller: async () => undefined,
    // https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateIdToken
    async idToken(audience, account) {
      const root = httpUrl.replace(/\/+$/, "");
      const response = await fetch(`${root}/v1/projects/-/serviceAccounts/${account}:generateIdToken`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ audience, includeEmail: true }),
      });
      return response.ok ? ((await response.json()) as { token: string }).token : undefined;
    },
  };
}

/**
 * Generated clients retry UNAVAILABLE for up to ten minutes. On this machine a refused connection means that nothing
 * listens, so every call goes out once.
 */
async function failFast<T extends GapicClient>(client: T): Promise<T> {
  await client.initialize();
  const { operationsClient, iamClient } = client as {
    operationsClient?: GapicClient;
    iamClient?: GapicClient;
  };
  await iamClient?.initialize();
  for (const part of [client, operationsClient, iamClient]) {
    const calls = (part?.innerApiCalls ?? {}) as ApiCalls;
    for (const [name, call] of Object.entries(calls)) {
      calls[name] = (request: unknown, options: object | undefined, callback: unknown) =>
        call(request, { ...options, retry: null }, callback);
    }
  }
  return client;
}

const scope = "https://www.googleapis.com/auth/cloud-platform";

function googleConnection(
  project: string,
  { projectIsNew = false }: Extract<Endpoint, { target: "gcp" }>,
): Connection {
  let found: Promise<AuthClient> | undefined;
  const credentials = () => (found ??= findCredentials(project, projectIsNew));
  return {
    unavailableFix:
      "Check the network connection and https://status.cloud.google.com, then run the command again.",
    faultBudgetMs: 120_000,
    isLossFinal: false,
    gapicOptions: async () => ({ projectId: project, authClient: (await credentials()) as never }),
    prepare: async (client) => client,
    async storage() {
      const { Storage } = await import("@google-cloud/storage");
      const storage = new Storage({
        projectId: project,
        authClient: await credentials(),
        apiEndpoint: "https://storage.googleapis.com",
        // Only matters when STORAGE_EMULATOR_HOST is set: without it the client would drop the credentials.
        useAuthWithCustomEndpoint: true,
        // Its own retry of a download makes Node throw where nobody catches it; callers try again, and say so.
        retryOptions: { autoRetry: false },
      });
      storage.baseUrl = "https://storage.googleapis.com/storage/v1";
      return storage;
    },
    async iam() {
      const { iam } = await import("@googleapis/iam");
      return iam({ version: "v1", auth: (await credentials()) as never });
    },
    // https://cloud.google.com/build/docs/api/reference/rest/v1/projects.locations.operations/get
    async buildOperation(name) {
      const url = `https://cloudbuild.googleapis.com/v1/${name}`;
      return (await (await credentials()).request({ url, retry: false, timeout: 30_000 })).data;
    },
    async accessToken() {
      const { token } = await (await credentials()).getAccessToken();
      if (token) return token;
      throw noCredentials(undefined);
    },
    caller: async () => callerOf(await credentials()),
    async idToken(audience) {
      const { GoogleAuth } = await import("google-auth-library");
      try {
        const { idTokenProvider } = await new GoogleAuth().getIdTokenClient(audience);
        return await idTokenProvider.fetchIdToken(audience);
      } catch {
        return undefined;
      }
    },
  };
}

async function findCredentials(project: string, projectIsNew: boolean): Promise<AuthClient> {
  const { GoogleAuth } = await import("google-auth-library");
  try {
    const client = await new GoogleAuth({ scopes: [scope], projectId: project }).getClient();
    // A user's credentials carry no project; without one, several APIs refuse to say whom to charge.
    if (!projectIsNew) client.quotaProjectId ??= project;
    return client;
  } catch (error) {
    throw noCredentials(error);
  }
}

function noCredentials(cause: unknown): AuthenticationError {
  return new AuthenticationError("No Google Cloud credentials were found.", {
    code: "auth.no-credentials",
    fix: "gcloud auth application-default login",
    details: [
      "Looked for Application Default Credentials: GOOGLE_APPLICATION_CREDENTIALS, gcloud, a metadata server.",
    ],
    cause,
  });
}
