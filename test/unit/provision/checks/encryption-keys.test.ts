import { expect, it } from "vitest";
import { keyProblems, keyUses } from "../../../../src/provision/checks/encryption-keys.ts";
import { config } from "../support.ts";

const keyIn = (location: string) => `projects/keys/locations/${location}/keyRings/ring/cryptoKeys/key`;

it("names Google's account of each service that uses a key", () => {
  const uses = keyUses(config({ encryptionKey: keyIn("us-central1") }));
  expect(uses.map(({ id, agent, createAgent }) => [id, agent("42"), createAgent("p")])).toEqual([
    [
      "storage",
      "service-42@gs-project-accounts.iam.gserviceaccount.com",
      "gcloud storage service-agent --project=p",
    ],
    ...[
      ["artifactregistry", "gcp-sa-artifactregistry"],
      ["pubsub", "gcp-sa-pubsub"],
      ["run", "serverless-robot-prod"],
    ].map(([api, domain]) => [
      api,
      `service-42@${domain}.iam.gserviceaccount.com`,
      `gcloud beta services identity create --service=${api}.googleapis.com --project=p`,
    ]),
  ]);
  expect(keyUses(config({}))).toEqual([]);
});

it("names the key of the sources that Cloud Build reads beside that of the buckets", () => {
  const input = { encryptionKey: keyIn("us-central1"), storage: { encryptionKey: keyIn("us") } };
  const ofBuckets = (more: object) =>
    keyUses(config({ ...input, ...more })).filter(({ service }) => service === "Cloud Storage");
  expect(ofBuckets({}).map(({ key }) => key)).toEqual([keyIn("us")]);
  expect(ofBuckets({ builder: "cloud-build" }).map(({ key }) => key)).toEqual([
    keyIn("us"),
    keyIn("us-central1"),
  ]);
});

it.each([
  ["the region of the stack", { encryptionKey: keyIn("us-central1") }, []],
  [
    "another region, which Pub/Sub alone takes",
    { encryptionKey: keyIn("global") },
    ["Cloud Storage", "Artifact Registry", "Cloud Run"].map(
      (service) => `encryptionKey: the key lies in global, but ${service} takes one in us-central1`,
    ),
  ],
  [
    "buckets elsewhere, with the stack's key",
    { encryptionKey: keyIn("us-central1"), storage: { location: "eu" } },
    ["encryptionKey: the key lies in us-central1, but Cloud Storage takes one in europe"],
  ],
  [
    "buckets elsewhere, with a key of their own",
    { encryptionKey: keyIn("us-central1"), storage: { location: "eu", encryptionKey: keyIn("europe") } },
    [],
  ],
])("has a key in %s", (_title, input, problems) => {
  expect(keyProblems(config(input))).toEqual(problems);
});
