// `down` on Google Cloud beside what others have put there under the stack's marks, and with many objects.
import { afterAll, beforeAll, expect, it } from "vitest";
import { ownerLabels } from "../../src/core/contract.ts";
import { removeWhole } from "../../src/library/stack/down.ts";
import { parseConfig } from "../../src/core/config.ts";
import { fastClock } from "../support/fast-clock.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";
import { fakeContext, fakeIo } from "../unit/cli/support.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await openStack({ clock: fastClock(60) });
  await stack.up();
});
afterAll(() => stack.close());

it("empties its buckets at once, and lists as left what only looks like its own, without waiting", async () => {
  const { ctx, cloud } = stack;
  const { names, project } = ctx;
  const labels = ownerLabels(names.stack);
  const topics = await ctx.clients.topics();
  const storage = await ctx.clients.storage();
  const stranger = `projects/${project}/topics/their-copy`;
  await topics.createTopic({ name: stranger, labels });
  await storage.createBucket("their-copy-of-it", { labels });
  const inputs = storage.bucket(names.inputBucket);
  await Promise.all(Array.from({ length: 40 }, (_, index) => inputs.file(`kept/${index}`).save("x")));

  const settings = { config: parseConfig({}, "test"), names, source: undefined };
  const removed = await removeWhole(
    fakeContext(fakeIo()),
    { cloud: ctx, settings, localCloud: undefined },
    { deleteProject: false, approve: async () => {} },
  );
  expect(removed.objects).toBe(40);
  expect(removed.left).toEqual([
    { kind: "pubsub.topic", name: stranger },
    { kind: "storage.bucket", name: "buckets/their-copy-of-it" },
  ]);
  expect((await topics.getTopic({ topic: stranger }))[0].labels).toEqual(labels);
  const { requests } = (await (
    await fetch(`${cloud.httpUrl}/_local/requests?mutating=true`, {
      headers: { authorization: `Bearer ${cloud.secret}` },
    })
  ).json()) as { requests: { method: string }[] };
  const methods = requests.map(({ method }) => method);
  expect(methods.filter((method) => /^DELETE .*\/o\//.test(method))).toEqual([]);
});
