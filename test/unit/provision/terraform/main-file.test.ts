import { expect, it } from "vitest";
import type { ConfigInput } from "../../../../src/core/config.ts";
import { observed } from "../../../../src/provision/engine/node.ts";
import { withSchedules } from "../../../../src/provision/nodes/schedule-nodes.ts";
import { scheduleLive } from "../../../../src/provision/resources/schedule-job.ts";
import { stackFor } from "../../../../src/provision/stack.ts";
import { terraformFile } from "../../../../src/provision/terraform/main-file.ts";
import { config, names } from "../support.ts";

const number = "123456789012";

/** What the cloud says of the few nodes that others take values from. */
const live = observed(
  new Map<string, unknown>([
    ["project", { number }],
    ["storage-agent", { email: `service-${number}@gs-project-accounts.iam.gserviceaccount.com` }],
    ["service", { uri: "https://demo-abc-uc.a.run.app", image: "us-docker.pkg.dev/p/r/i@sha256:1" }],
    ["notification", { bucket: "some-project-demo-input", configs: [{ id: "7" }] }],
  ]),
);

const fileFor = (input: ConfigInput): string => {
  const made = names(input);
  return terraformFile(stackFor(config(input), made, undefined), live, made);
};

const plain = { name: "demo", target: "gcp", project: "some-project" } as const;

it("says all of a plain stack", async () => {
  await expect(fileFor(plain)).toMatchFileSnapshot("golden/plain.tf");
});

it("says all of a stack with a schedule", async () => {
  const made = names(plain);
  const nodes = withSchedules(
    stackFor(config(plain), made, undefined),
    [
      scheduleLive({
        name: "projects/some-project/locations/us-central1/jobs/demo-nightly",
        schedule: "0 5 * * 1-5",
        timeZone: "Europe/Berlin",
        httpTarget: { body: Buffer.from('{"schemaVersion":1}') },
      }),
    ],
    made,
  );
  const [, schedule] = terraformFile(nodes, live, made).split(/(?=resource "google_cloud_scheduler_job")/);
  await expect(schedule!.split("\n}\n")[0]).toMatchFileSnapshot("golden/schedule.tf");
  expect(terraformFile(nodes, live, made)).toContain(
    'startsWith(\\"projects/_/buckets/some-project-demo-input/objects/schedules/\\")',
  );
});

it("says who is told of failures, and of addresses that may be secrets the name of a variable", async () => {
  const input: ConfigInput = {
    ...plain,
    notify: [
      "ops@example.com",
      "https://me:word@hooks.example.com/T0/token",
      { to: "https://example.com/hook", on: ["dead-letters"] },
    ],
  };
  const made = names(input);
  const name = (what: string, id: number) => ({ name: `projects/some-project/${what}/${id}` });
  const nodes = stackFor(config(input), made, undefined);
  const told = nodes.filter(({ resource }) => resource.kind.startsWith("monitoring."));
  const found = told.reduce(
    (states, each, index) =>
      states.with(each, name(each.id.startsWith("alert") ? "alertPolicies" : "notificationChannels", index)),
    live,
  );
  const file = terraformFile(nodes, found, made);
  expect(file).not.toMatch(/"word"|T0|token"|example\.com\/hook/);
  const blocks = file.split(/\n(?=resource|variable|import|output|data|locals|terraform|provider)/);
  const ours = blocks.filter((text) =>
    /^\S+ "?(google_monitoring|notify_)|google_monitoring\S+\n/.test(text),
  );
  await expect(`${ours.map((text) => text.trim()).join("\n\n")}\n`).toMatchFileSnapshot("golden/notify.tf");
});

it("says all of a stack with every setting", async () => {
  const file = fileFor({
    ...plain,
    region: "europe-west3",
    builder: "cloud-build",
    artifacts: ["gs://weights-of-others"],
    encryptionKey: "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key",
    service: {
      cpu: 2,
      memory: "4Gi",
      concurrency: 4,
      timeoutSeconds: 900,
      minInstances: 1,
      maxInstances: 3,
      vpc: { network: "net", subnetwork: "sub", tags: ["forecast"], egress: "all-traffic" },
    },
    job: { cpu: 4, memory: "8Gi", timeoutSeconds: 86_400, maxRetries: 0, parallelism: 200 },
    delivery: { ackDeadlineSeconds: 300, minimumBackoffSeconds: 5, maxDeliveryAttempts: 50 },
    storage: { retentionDays: 30 },
    forecast: { model: "mstl", horizon: 28 },
    labels: { team: "planning" },
  });
  await expect(file).toMatchFileSnapshot("golden/every-setting.tf");
});
