// Google Cloud as the target: Application Default Credentials, Google's own endpoints.
import type { AuthClient } from "google-auth-library";
import { AuthenticationError } from "../../core/errors.ts";
import { callerOf } from "./caller.ts";
import { checkCredentialsFile } from "./credentials-file.ts";
import type { Connection, Endpoint } from "./connection.ts";
import { sendOnce } from "./send-once.ts";

const scope = "https://www.googleapis.com/auth/cloud-platform";

export function googleConnection(
  project: string,
  endpoint: Extract<Endpoint, { target: "gcp" }>,
): Connection {
  let found: Promise<AuthClient> | undefined;
  let own: Promise<AuthClient> | undefined;
  const find = async (quota: Quota) => {
    if (endpoint.credentialsFile !== undefined) await checkCredentialsFile(endpoint.credentialsFile);
    return findCredentials(project, quota);
  };
  const credentials = () => (found ??= find(endpoint.project === "absent" ? "own" : "target"));
  const ownQuota = () => (own ??= find("own or target"));
  const look = async (url: string): Promise<unknown> =>
    (await (await credentials()).request({ url, retry: false, timeout: 30_000 })).data;
  return {
    unavailableFix:
      "Check the network connection and https://status.cloud.google.com, then run the command again.",
    faultBudgetMs: 120_000,
    spread: { pauseMs: 1000, restMs: 10_000 },
    isFresh: endpoint.project === "fresh",
    isLossFinal: false,
    async gapicOptions(bootstraps) {
      const client = await (bootstraps && endpoint.project === "fresh" ? ownQuota() : credentials());
      return { projectId: project, authClient: client as never };
    },
    prepare: (client) => sendOnce(client, { operations: false }),
    async storage() {
      const { Storage } = await import("./packages/storage.ts");
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
    async bigquery() {
      const { BigQuery } = await import("./packages/bigquery.ts");
      const apiEndpoint = "https://bigquery.googleapis.com";
      const authClient = await credentials();
      const bigquery = new BigQuery({ projectId: project, authClient, apiEndpoint, autoRetry: false });
      // BIGQUERY_EMULATOR_HOST, where it is set, would win over apiEndpoint here and be sent the credentials.
      bigquery.baseUrl = `${apiEndpoint}/bigquery/v2`;
      return bigquery;
    },
    async iam() {
      const { iam } = await import("./packages/iam.ts");
      return iam({ version: "v1", auth: (await credentials()) as never });
    },
    look,
    wholeBucket: undefined,
    // https://cloud.google.com/build/docs/api/reference/rest/v1/projects.locations.operations/get
    buildOperation: (name) => look(`https://cloudbuild.googleapis.com/v1/${name}`),
    async accessToken() {
      const { token } = await (await credentials()).getAccessToken();
      if (token) return token;
      throw noCredentials(undefined);
    },
    caller: async () => callerOf(await credentials()),
    async idToken(audience) {
      const { GoogleAuth } = await import("./packages/auth.ts");
      try {
        const { idTokenProvider } = await new GoogleAuth().getIdTokenClient(audience);
        return await idTokenProvider.fetchIdToken(audience);
      } catch {
        return undefined;
      }
    },
  };
}

/** Which project a user's calls are counted against. */
type Quota = "target" | "own" | "own or target";

async function findCredentials(project: string, quota: Quota): Promise<AuthClient> {
  const { ExternalAccountAuthorizedUserClient, GoogleAuth, UserRefreshClient } =
    await import("./packages/auth.ts");
  try {
    const client = await new GoogleAuth({ scopes: [scope], projectId: project }).getClient();
    const isUser =
      client instanceof UserRefreshClient || client instanceof ExternalAccountAuthorizedUserClient;
    // Calls of a user count against the project that the credentials name, and `gcloud` writes into them whichever was
    // current: it need not have the APIs. Other identities have a project of their own; to name another takes a right on
    // it (serviceusage.services.use) that the work itself does not.
    if (!isUser) client.quotaProjectId = undefined as never;
    else if (quota === "target") client.quotaProjectId = project;
    else if (quota === "own or target") client.quotaProjectId ??= project;

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
