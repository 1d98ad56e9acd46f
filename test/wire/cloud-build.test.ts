// The image built by Cloud Build: from the source to a service that runs its digest, and away again without a trace.
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseConfig } from "../../src/core/config.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { destroy, planDestroy } from "../../src/provision/engine/destroy.ts";
import { hasBuilder } from "../../src/provision/image/builder-nodes.ts";
import type { ImageContent } from "../../src/provision/image/image-content.ts";
import { nodeOf } from "../../src/provision/engine/node.ts";
import type { Summary } from "../../src/provision/engine/walk.ts";
import { containerImage } from "../../src/provision/resources/container-image.ts";
import { runService } from "../../src/provision/resources/run/run-service.ts";
import { inventory } from "../../src/provision/engine/inventory.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { kinds } from "../../src/provision/kinds.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { quickPolls } from "../support/fast-clock.ts";
import { smallPackage } from "../support/package-folder.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

const config = parseConfig({ builder: "cloud-build" }, "test");
let stack: TestStack;
let content: ImageContent;

beforeAll(async () => {
  stack = await openStack({ clock: quickPolls });
  content = await smallPackage();
});
afterAll(async () => {
  await rm(content.folder, { recursive: true });
  await stack.close();
});

const nodes = (of: ImageContent = content) => stackFor(config, stack.ctx.names, { content: of });
const up = async (of?: ImageContent, waits: string[] = []) =>
  apply(stack.ctx, await plan(stack.ctx, nodes(of)), { waiting: (_row, reason) => waits.push(reason) });
const imageOf = ({ observed }: Summary, kind: typeof runService | typeof containerImage) =>
  observed.of(nodeOf<never, { image: string }>(nodes(), kind))!.image;
const projectPolicy = async () => {
  const resource = `projects/${stack.ctx.project}`;
  const [{ bindings }] = await (await stack.clients.projects()).getIamPolicy({ resource });
  return bindings;
};

test("the source is built, found by its tag, and deployed by digest", async () => {
  expect(await hasBuilder(stack.ctx)).toBe(false);
  const waits: string[] = [];
  const made = await up(content, waits);
  expect(imageOf(made, containerImage)).toMatch(/\/forecast\/cloud-runner@sha256:[0-9a-f]{64}$/);
  expect(imageOf(made, runService)).toBe(imageOf(made, containerImage));
  expect(waits).toContain("uploading the source");
  // Said at every look, and how many looks it takes is the machine's to say.
  const told = new Set(waits.filter((text) => text.startsWith("Cloud Build: ")));
  expect([...told]).toEqual([
    expect.stringMatching(/^Cloud Build: working, log: https:\/\/console\.cloud\.google\.com\//),
  ]);
  const again = await plan(stack.ctx, nodes());
  expect(again.rows.filter(({ action }) => action !== "noop")).toEqual([]);
});

test("a build without its grant fails with Cloud Build's reason, and the next `up` succeeds", async () => {
  const { names } = stack.ctx;
  const { iam } = (await stack.clients.storage()).bucket(names.sourceBucket);
  const [policy] = await iam.getPolicy({ requestedPolicyVersion: 3 });
  await iam.setPolicy({ ...policy, bindings: [] });
  const changed = { ...content, tag: "content-changed" };
  const image = nodes(changed).find(({ id }) => id === "image")!;
  const failing = apply(stack.ctx, await plan(stack.ctx, [{ ...image, needs: [] }]));
  await expect(failing).rejects.toMatchObject({
    cause: {
      code: "image.build-refused",
      message: "Cloud Build could not build the image: FETCH_SOURCE_FAILED.",
      details: [
        expect.stringContaining("does not have storage.objects.get access"),
        expect.stringContaining("check build logs"),
        expect.stringContaining("Log: https://"),
      ],
      fix: expect.stringMatching(/`gcloud builds log \S+ --region=us-central1 --project=cloud-runner-local`/),
    },
  });
  const made = await up(changed);
  expect(imageOf(made, runService)).toBe(imageOf(made, containerImage));
});

test("a request that no build could come of is refused", async () => {
  const { names, project } = stack.ctx;
  const client = await stack.clients.builds();
  const good = {
    parent: `projects/${project}/locations/us-central1`,
    storageSource: { bucket: names.sourceBucket, object: "none.tar.gz" },
    imageUri: "us-central1-docker.pkg.dev/cloud-runner-local/forecast/cloud-runner:x",
    dockerBuild: {},
  };
  for (const [over, message] of [
    [{ dockerBuild: null }, /One of docker_build and buildpack_build/],
    [{ storageSource: { bucket: names.sourceBucket, object: "" } }, /a bucket and an object/],
    [{ imageUri: "gcr.io/p/x" }, /is not in Artifact Registry/],
    [{ serviceAccount: `projects/${project}/serviceAccounts/nobody@example.com` }, /does not exist/],
    [{ machineType: "N1" }, /machine_type/],
  ] as const) {
    await expect(client.submitBuild({ ...good, ...over })).rejects.toThrow(message);
  }
});

test("`down` takes the source, the account and its right on the project away, whatever builder is set by then", async () => {
  const resource = `projects/${stack.ctx.project}`;
  const projects = await stack.clients.projects();
  const [policy] = await projects.getIamPolicy({ resource });
  const others = { role: "roles/viewer", members: ["user:somebody@example.com"] };
  await projects.setIamPolicy({ resource, policy: { ...policy, bindings: [...policy.bindings!, others] } });
  const withBuilder = await hasBuilder(stack.ctx);
  expect(withBuilder).toBe(true);
  const docker = stackFor(parseConfig({}, "test"), stack.ctx.names, undefined, { withBuilder });
  await destroy(stack.ctx, await planDestroy(stack.ctx, docker));
  expect(await inventory(stack.ctx, kinds)).toEqual([]);
  expect(await projectPolicy()).toMatchObject([others]);
  expect(await hasBuilder(stack.ctx)).toBe(false);
});
