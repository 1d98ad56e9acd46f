// The customer's keys: where each has to lie, which of Google's accounts uses it, and the command that lets it.
// https://cloud.google.com/kms/docs/cmek#cmek_integrations
import type { Config } from "../../core/config.ts";

export interface KeyUse {
  id: string;
  /** Who needs the key, for people. */
  service: string;
  /** The setting that names it. */
  setting: string;
  key: string;
  /** Where the key has to lie; undefined where any place will do. */
  location: string | undefined;
  agent: (projectNumber: string) => string;
  /** Makes Google create the agent, which is there only after the first use. */
  createAgent: (project: string) => string;
}

const agentOf = (domain: string) => (projectNumber: string) =>
  `service-${projectNumber}@${domain}.iam.gserviceaccount.com`;
const identityOf = (api: string) => (project: string) =>
  `gcloud beta services identity create --service=${api}.googleapis.com --project=${project}`;

/** One for each of Google's services that is to use a key. */
export function keyUses({ encryptionKey, storage, region, builder }: Config): KeyUse[] {
  const ofBuckets = storage.encryptionKey ?? encryptionKey;
  const buckets = {
    id: "storage",
    service: "Cloud Storage",
    setting: storage.encryptionKey === undefined ? "encryptionKey" : "storage.encryptionKey",
    location: keyLocation(storage.location ?? region),
    agent: agentOf("gs-project-accounts"),
    createAgent: (project: string) => `gcloud storage service-agent --project=${project}`,
  };
  const others = [
    {
      id: "artifactregistry",
      service: "Artifact Registry",
      location: region,
      agent: agentOf("gcp-sa-artifactregistry"),
      createAgent: identityOf("artifactregistry"),
    },
    {
      id: "pubsub",
      service: "Pub/Sub",
      location: undefined,
      agent: agentOf("gcp-sa-pubsub"),
      createAgent: identityOf("pubsub"),
    },
    {
      id: "run",
      service: "Cloud Run",
      location: region,
      agent: agentOf("serverless-robot-prod"),
      createAgent: identityOf("run"),
    },
  ];
  // The bucket for Cloud Build's sources lies in the region, and takes the stack's key.
  const hasOwnSources = builder === "cloud-build" && storage.encryptionKey !== undefined;
  return [
    ...(ofBuckets === undefined ? [] : [{ ...buckets, key: ofBuckets }]),
    ...(encryptionKey === undefined || !hasOwnSources
      ? []
      : [{ ...buckets, id: "sources", setting: "encryptionKey", location: region, key: encryptionKey }]),
    ...(encryptionKey === undefined
      ? []
      : others.map((other) => ({ ...other, setting: "encryptionKey", key: encryptionKey }))),
  ];
}

/** Cloud Storage says eu for what Cloud KMS calls europe. https://cloud.google.com/kms/docs/locations */
const keyLocation = (location: string): string => (location === "eu" ? "europe" : location);

export interface KeyParts {
  project: string;
  location: string;
  ring: string;
  name: string;
}

export function partsOf(key: string): KeyParts {
  const [, project = "", , location = "", , ring = "", , name = ""] = key.split("/");
  return { project, location, ring, name };
}

/** What no key of that name can be used for, before anybody is asked. */
export function keyProblems(config: Config): string[] {
  return keyUses(config).flatMap(({ service, setting, key, location }) => {
    const found = partsOf(key).location;
    if (location === undefined || found === location) return [];
    return [`${setting}: the key lies in ${found}, but ${service} takes one in ${location}`];
  });
}

/** Behind `gcloud kms keys VERB`. */
export function keyArguments(key: string): string {
  const { project, location, ring, name } = partsOf(key);
  return `${name} --keyring=${ring} --location=${location} --project=${project}`;
}
