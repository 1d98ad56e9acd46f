// The local cloud as the target: plain text on loopback, its own secret for credentials, one try.
import type { AuthClient } from "google-auth-library";
import { PreconditionError } from "../../core/errors.ts";
import type { Connection, Endpoint } from "./connection.ts";
import { sendOnce } from "./send-once.ts";

const loopbackHosts = new Set(["127.0.0.1", "localhost", "[::1]", "::1"]);

export function localConnection(
  endpoint: Extract<Endpoint, { target: "local" }>,
  project: string,
): Connection {
  const { httpUrl, grpcHost, grpcPort, secret } = endpoint;
  const root = httpUrl.replace(/\/+$/, "");
  for (const host of [new URL(httpUrl).hostname, grpcHost]) {
    if (loopbackHosts.has(host)) continue;
    throw new PreconditionError(`The local cloud's address ${host} is not this machine.`, {
      code: "local.not-loopback",
      fix: "Delete .cloud-runner/cloud.json and run `cloud-runner up` again.",
    });
  }

  /** A client with a credential of its own never looks for real ones, nor for a metadata server. */
  const ownAuth = async (): Promise<AuthClient> => {
    const { OAuth2Client } = await import("./packages/auth.ts");
    const client = new OAuth2Client();
    client.setCredentials({ access_token: secret, expiry_date: Number.MAX_SAFE_INTEGER });
    return client;
  };

  const askBucket = async (method: "GET" | "POST", name: string, what: string): Promise<unknown> => {
    const url = `${root}/_local/buckets/${name}/${what}`;
    const client = await ownAuth();
    return (await client.request({ url, method, retry: false, noProxy: [new URL(httpUrl).hostname] })).data;
  };

  return {
    unavailableFix: "Run `cloud-runner up`: it starts the local cloud of this folder.",
    // A passing fault is one that the local cloud was asked to play; without any answer it does not run.
    faultBudgetMs: 30_000,
    spread: { pauseMs: 20, restMs: 0 },
    isFresh: false,
    isLossFinal: true,
    async gapicOptions() {
      const { credentials } = await import("./packages/grpc.ts");
      return {
        projectId: project,
        servicePath: grpcHost,
        port: grpcPort,
        sslCreds: credentials.createInsecure(),
        authClient: (await ownAuth()) as never,
        // A proxy named in the environment must not see, or answer, what is meant for this machine.
        "grpc.enable_http_proxy": 0,
        // Without TLS gRPC sends no credentials by itself.
        "grpc.callInvocationTransformer": (call) => {
          call.metadata.set("authorization", `Bearer ${secret}`);
          return call;
        },
      };
    },
    // On this machine a refused connection means that nothing listens.
    prepare: (client) => sendOnce(client, { operations: true }),
    // The storage client has no switch against a proxy: only NO_PROXY in the environment keeps one away.
    async storage() {
      const { Storage } = await import("./packages/storage.ts");
      const storage = new Storage({
        projectId: project,
        apiEndpoint: httpUrl,
        authClient: await ownAuth(),
        // Otherwise the client drops the credentials, which policies of buckets ask for.
        useAuthWithCustomEndpoint: true,
        retryOptions: { autoRetry: false },
      });
      // STORAGE_EMULATOR_HOST of the caller's shell, perhaps another folder's cloud, would win over apiEndpoint here.
      storage.baseUrl = `${root}/storage/v1`;
      return storage;
    },
    async bigquery() {
      if (endpoint.bigquery === undefined) throw noBigQuery();
      const { origin, hostname } = new URL(
        endpoint.bigquery.includes("://") ? endpoint.bigquery : `http://${endpoint.bigquery}`,
      );
      if (!loopbackHosts.has(hostname)) throw noBigQuery();
      const { BigQuery } = await import("./packages/bigquery.ts");
      const { OAuth2Client } = await import("./packages/auth.ts");
      // It is none of ours, so it does not get the secret.
      const authClient = new OAuth2Client();
      authClient.setCredentials({ access_token: "emulator", expiry_date: Number.MAX_SAFE_INTEGER });
      const bigquery = new BigQuery({
        projectId: project,
        authClient,
        apiEndpoint: origin,
        autoRetry: false,
      });
      bigquery.baseUrl = `${origin}/bigquery/v2`;
      return bigquery;
    },
    async iam() {
      const { iam } = await import("./packages/iam.ts");
      return iam({
        version: "v1",
        rootUrl: `${root}/`,
        auth: (await ownAuth()) as never,
        retry: false,
        noProxy: [new URL(httpUrl).hostname],
      });
    },
    look: undefined,
    async buildOperation(name) {
      const url = `${root}/cloudbuild/v1/${name}`;
      const client = await ownAuth();
      return (await client.request({ url, retry: false, noProxy: [new URL(httpUrl).hostname] })).data;
    },
    wholeBucket: {
      contents: async (name) =>
        (await askBucket("GET", name, "contents")) as { objects: number; bytes: number },
      empty: async (name) => void (await askBucket("POST", name, "empty")),
    },
    accessToken: async () => secret,
    caller: async () => undefined,
    // https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateIdToken
    async idToken(audience, account) {
      const response = await fetch(`${root}/v1/projects/-/serviceAccounts/${account}:generateIdToken`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
        body: JSON.stringify({ audience, includeEmail: true }),
      });
      return response.ok ? ((await response.json()) as { token: string }).token : undefined;
    },
  };
}

const noBigQuery = (): PreconditionError =>
  new PreconditionError("The local cloud has no BigQuery: tables and queries are only on Google Cloud.", {
    code: "bigquery.local",
    fix: "Write the rows into a file and forecast that: bq query --nouse_legacy_sql --format=csv --max_rows=1000000 'SELECT ...' > rows.csv",
  });
