// The guarantee: what somebody else put into the project comes through `up` and `down` as it was, to the byte.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plan } from "../../src/provision/engine/plan.ts";
import { contentsOf, type Contents } from "../support/cloud-contents.ts";
import { openStack, testImage, type TestStack } from "../support/stack-on-local-cloud.ts";

let stack: TestStack;
beforeEach(async () => {
  stack = await openStack();
  await fill();
});
afterEach(() => stack.close());

const them = "user:them@example.com";
const run = "projects/cloud-runner-local/locations/us-central1";

/** A project in use: of every kind that a stack has something, some with names close to ours. */
async function fill(): Promise<void> {
  const { clients, project } = { ...stack, project: `projects/${stack.ctx.project}` };
  const storage = await clients.storage();
  const topics = await clients.topics();
  const subscriptions = await clients.subscriptions();
  const services = await clients.services();
  const { projects } = await clients.iam();
  await projects.serviceAccounts.create({
    name: project,
    requestBody: { accountId: "their-account", serviceAccount: { displayName: "Theirs" } },
  });
  const account = `serviceAccount:their-account@${stack.ctx.project}.iam.gserviceaccount.com`;

  const topic = `${project}/topics/their-topic`;
  await topics.createTopic({
    name: topic,
    labels: { "managed-by": "cloud-runner", "cloud-runner-stack": "other" },
  });
  await topics.setIamPolicy({
    resource: topic,
    policy: {
      bindings: [
        { role: "roles/pubsub.publisher", members: [account, them] },
        {
          role: "roles/pubsub.viewer",
          members: [them],
          condition: { title: "this year", expression: 'request.time < timestamp("2030-01-01T00:00:00Z")' },
        },
      ],
      version: 3,
    },
  } as never);
  await topics.createTopic({ name: `${project}/topics/forecast-uploads-2` });
  await subscriptions.createSubscription({
    name: `${project}/subscriptions/theirs`,
    topic,
    ackDeadlineSeconds: 33,
  });
  await subscriptions.setIamPolicy({
    resource: `${project}/subscriptions/theirs`,
    policy: { bindings: [{ role: "roles/pubsub.subscriber", members: [them] }] },
  } as never);

  for (const name of ["their-bucket", "cloud-runner-local-forecast-input-2"]) {
    await storage.createBucket(name, { location: "us-central1", labels: { team: "theirs" } });
    const bucket = storage.bucket(name);
    await bucket.setMetadata({ versioning: { enabled: true } });
    await bucket.iam.setPolicy({
      bindings: [{ role: "roles/storage.objectViewer", members: [them, account] }],
    });
    for (const text of ["one", "two"]) await bucket.file("a/b c.csv").save(text, { resumable: false });
  }
  const [operation] = await services.createService({
    parent: run,
    serviceId: "theirs",
    service: { labels: { team: "theirs" }, template: { containers: [{ image: testImage }] } },
  });
  await operation.promise();
  await services.setIamPolicy({
    resource: `${run}/services/theirs`,
    policy: { bindings: [{ role: "roles/run.invoker", members: ["allUsers"] }] },
  });
}

/** What was there at first, as it is now. */
const now = async (before: Contents): Promise<Contents> => {
  const all = await contentsOf(stack.ctx);
  return Object.fromEntries(Object.keys(before).map((name) => [name, all[name]]));
};

async function createTheirService(): Promise<void> {
  const services = await stack.clients.services();
  const [operation] = await services.createService({
    parent: run,
    serviceId: stack.ctx.names.service,
    service: { labels: { team: "theirs" }, template: { containers: [{ image: testImage }] } },
  });
  await operation.promise();
}

describe("a project that others use as well", () => {
  it("has all of theirs as it was, to the byte, after up, up again and down, and nothing else", async () => {
    const before = await contentsOf(stack.ctx);
    expect(Object.keys(before).length).toBeGreaterThan(15);
    await stack.up();
    expect(await now(before)).toEqual(before);
    await stack.up({ input: { service: { memory: "2Gi" }, storage: { retentionDays: 3 } } });
    expect(await now(before)).toEqual(before);
    await stack.down();
    expect(await contentsOf(stack.ctx)).toEqual(before);
  });

  it("shows a key and a network that somebody else set before it takes them away", async () => {
    const key = "projects/keys/locations/us-central1/keyRings/ring/cryptoKeys/key";
    const input = {
      encryptionKey: key,
      service: { vpc: { network: "net", tags: ["forecast"], egress: "all-traffic" as const } },
    };
    const { ctx, clients } = stack;
    const changes = async (wanted = input) =>
      (await plan(ctx, stack.nodes(wanted))).rows.flatMap(({ id, changes: rows }) =>
        rows.map(({ path, effect }) => `${id} ${effect} ${path}`),
      );
    await stack.up({ input });
    expect(await changes()).toEqual([]);

    const topics = await clients.topics();
    const topic = { name: `projects/${ctx.project}/topics/${ctx.names.topic}` };
    await topics.updateTopic({ topic, updateMask: { paths: ["kms_key_name"] } });
    const storage = await clients.storage();
    await storage.bucket(ctx.names.inputBucket).setMetadata({ encryption: { defaultKmsKeyName: "theirs" } });
    const services = await clients.services();
    const name = `${run}/services/${ctx.names.service}`;
    const [{ template }] = await services.getService({ name });
    const [operation] = await services.updateService({
      service: {
        name,
        template: {
          ...template!,
          encryptionKey: "",
          vpcAccess: { connector: "theirs", egress: "ALL_TRAFFIC" },
        },
      },
      updateMask: { paths: ["template"] },
    });
    await operation.promise();
    const drift = [
      "input-bucket update encryption",
      "service update template.encryptionKey",
      "service update template.vpcAccess",
      "topic update kmsKeyName",
    ];
    expect((await changes()).toSorted()).toEqual(drift);
    await stack.up({ input });
    expect(await changes()).toEqual([]);
    // An image repository keeps its key.
    expect(await changes({ ...input, encryptionKey: key.replace("/key", "/other") })).toContain(
      "repository forbidden kmsKeyName",
    );
  });

  it("gives the container's account one more member of their bucket's policy, and takes it away again", async () => {
    const before = await contentsOf(stack.ctx);
    const input = { artifacts: ["gs://their-bucket"] };
    await stack.up({ input });
    const bucket = (await stack.clients.storage()).bucket("their-bucket");
    const [policy] = await bucket.iam.getPolicy({ requestedPolicyVersion: 3 });
    const ours = `serviceAccount:${stack.ctx.names.runtimeAccount}`;
    expect(policy.bindings).toEqual([
      { role: "roles/storage.objectViewer", members: [them, expect.stringContaining("their-account"), ours] },
    ]);
    await stack.down({ input });
    // A policy that was written has another etag, and says the version in which it was written.
    const unwritten = (all: Contents) =>
      Object.fromEntries(
        Object.entries(all).map(([name, each]) => [name, { ...(each as object), etag: "", version: 0 }]),
      );
    expect(unwritten(await contentsOf(stack.ctx))).toEqual(unwritten(before));
  });

  it("keeps a service of the same name untouched: up refuses it and writes nothing", async () => {
    await createTheirService();
    const before = await contentsOf(stack.ctx);
    const writes = stack.line.sent.length;
    await expect(stack.up()).rejects.toMatchObject({
      code: "plan.refused",
      details: [expect.stringMatching(/^run\.service .*\/services\/forecast: it exists/)] as string[],
      fix: expect.stringContaining("--adopt") as string,
    });
    expect(stack.line.sent.length).toBe(writes);
    expect(await contentsOf(stack.ctx)).toEqual(before);
    await stack.down();
    expect(await contentsOf(stack.ctx)).toEqual(before);
  });

  it("has taken from it what was asked for with adopt, and nothing else", async () => {
    await createTheirService();
    const before = await contentsOf(stack.ctx);
    await stack.up({ adopt: true });
    expect(await stack.pending()).toEqual([]);
    const adopted = (name: string) => name.endsWith(`/services/${stack.ctx.names.service}`);
    const others = Object.fromEntries(Object.entries(before).filter(([name]) => !adopted(name)));
    expect(Object.keys(before).length - Object.keys(others).length).toBe(2);
    expect(await now(others)).toEqual(others);
    const all = await contentsOf(stack.ctx);
    expect(all[`service ${run}/services/forecast`]).toMatchObject({
      labels: { team: "theirs", "managed-by": "cloud-runner" },
    });
    await stack.down();
    expect(await contentsOf(stack.ctx)).toEqual(others);
  });

  it("keeps members and bindings that others added to the policies of the stack", async () => {
    await stack.up();
    const { names, project } = stack.ctx;
    const storage = await stack.clients.storage();
    const topics = await stack.clients.topics();
    const bucket = storage.bucket(names.inputBucket);
    const resource = `projects/${project}/topics/${names.topic}`;
    const [policy] = await bucket.iam.getPolicy({ requestedPolicyVersion: 3 });
    policy.bindings[0]!.members.push(them);
    policy.bindings.push({ role: "roles/storage.admin", members: [them] });
    await bucket.iam.setPolicy(policy);
    const conditional = { title: "never", expression: "false" };
    const bindings = [{ role: "roles/pubsub.publisher", members: [them], condition: conditional }];
    await topics.setIamPolicy({ resource, policy: { version: 3, bindings } } as never);
    await stack.up();
    expect((await bucket.iam.getPolicy({ requestedPolicyVersion: 3 }))[0].bindings).toEqual(policy.bindings);
    const [after] = await topics.getIamPolicy({ resource, options: { requestedPolicyVersion: 3 } } as never);
    expect(after.bindings).toMatchObject([
      bindings[0]!,
      { role: "roles/pubsub.publisher", members: [expect.stringContaining("gs-project-accounts")] },
    ]);
  });
});
