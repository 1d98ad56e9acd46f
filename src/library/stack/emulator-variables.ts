// Environment variables that point other clients at the local cloud.
import { httpUrl, type LocalCloud } from "../local-cloud/local-cloud.ts";

/** APIs that gcloud asks, by its own names for them, as far as the local cloud answers. */
const gcloudApis = [
  "ARTIFACTREGISTRY",
  "CLOUDBILLING",
  "CLOUDRESOURCEMANAGER",
  "CLOUDSCHEDULER",
  "IAM",
  "LOGGING",
  "MONITORING",
  "PUBSUB",
  "SERVICEUSAGE",
];

/** Where Terraform's Google provider asks, by its own names for the products, and what it expects the address to end in. */
const terraformProducts: Readonly<Record<string, string>> = {
  STORAGE: "storage/v1/",
  PUBSUB: "v1/",
  CLOUD_RUN_V2: "v2/",
  CLOUD_SCHEDULER: "v1/",
  ARTIFACT_REGISTRY: "v1/",
  SERVICE_USAGE: "v1/",
  RESOURCE_MANAGER: "v1/",
  RESOURCE_MANAGER_V3: "v3/",
  CLOUD_BILLING: "v1/",
  // Service accounts.
  IAM_BETA: "v1/",
};

/** The names that Google's client libraries, gcloud and Terraform's provider read by themselves. */
export function emulatorVariables({
  project,
  ...cloud
}: Pick<LocalCloud, "httpPort" | "grpcPort" | "secret"> & { project: string }): Record<string, string> {
  const url = httpUrl(cloud);
  return {
    STORAGE_EMULATOR_HOST: url,
    // Otherwise gcsfs asks over gRPC what kind of bucket it is, over TLS, and waits for a minute.
    GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT: "false",
    PUBSUB_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}`,
    PUBSUB_PROJECT_ID: project,
    CLOUDSDK_CORE_PROJECT: project,
    // No account is asked for, no question is put, and no metadata server of a real machine is looked for.
    CLOUDSDK_AUTH_ACCESS_TOKEN: cloud.secret,
    CLOUDSDK_CORE_DISABLE_PROMPTS: "1",
    CLOUDSDK_CORE_CHECK_GCE_METADATA: "false",
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${url}/storage/v1/`,
    ...Object.fromEntries(gcloudApis.map((api) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`, `${url}/`])),
    // gcloud puts the region before the name of Cloud Run's host; such a name leads to the local cloud by way of a proxy, which
    // the local cloud is to gcloud.
    CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN: `http://run.localhost:${cloud.httpPort}/`,
    CLOUDSDK_PROXY_TYPE: "http",
    CLOUDSDK_PROXY_ADDRESS: "127.0.0.1",
    CLOUDSDK_PROXY_PORT: `${cloud.httpPort}`,
    // With one the provider looks for no credentials, so none of a real account reach the local cloud.
    GOOGLE_OAUTH_ACCESS_TOKEN: cloud.secret,
    ...Object.fromEntries(
      Object.entries(terraformProducts).map(([product, end]) => [
        `GOOGLE_${product}_CUSTOM_ENDPOINT`,
        `${url}/${end}`,
      ]),
    ),
  };
}
