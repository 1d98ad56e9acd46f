// Environment variables that point other clients at the local cloud.
import { httpUrl, type LocalCloud } from "../local-cloud/local-cloud.ts";

/** APIs that gcloud asks, by its own names for them, as far as the local cloud answers. */
const gcloudApis = [
  "ARTIFACTREGISTRY",
  "CLOUDBILLING",
  "CLOUDRESOURCEMANAGER",
  "IAM",
  "LOGGING",
  "MONITORING",
  "PUBSUB",
  "SERVICEUSAGE",
];

/** The names that Google's client libraries and gcloud read by themselves. */
export function emulatorVariables({
  project,
  ...cloud
}: Pick<LocalCloud, "httpPort" | "grpcPort"> & { project: string }): Record<string, string> {
  const url = httpUrl(cloud);
  return {
    STORAGE_EMULATOR_HOST: url,
    PUBSUB_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}`,
    PUBSUB_PROJECT_ID: project,
    CLOUDSDK_CORE_PROJECT: project,
    // No account is asked for, no question is put, and no metadata server of a real machine is looked for.
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: "true",
    CLOUDSDK_CORE_DISABLE_PROMPTS: "1",
    CLOUDSDK_CORE_CHECK_GCE_METADATA: "false",
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${url}/storage/v1/`,
    ...Object.fromEntries(gcloudApis.map((api) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`, `${url}/`])),
  };
}
