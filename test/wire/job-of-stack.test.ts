// The job of a stack on the local cloud: what it is at, what it logged, and that it follows the service.
import { afterAll, beforeAll, expect, it } from "vitest";
import { readEntries } from "../../src/library/logs/read-entries.ts";
import { readExecutions } from "../../src/library/stack/executions.ts";
import { specOf } from "../../src/provision/engine/node.ts";
import { settled } from "../../src/provision/engine/unknown.ts";
import { inventory } from "../../src/provision/engine/inventory.ts";
import { kinds } from "../../src/provision/kinds.ts";
import { runJob } from "../../src/provision/resources/run/run-job.ts";
import { runService } from "../../src/provision/resources/run/run-service.ts";
import { jobFollows } from "../../src/provision/rollout/job-follows.ts";
import { deploy, rollback } from "../../src/provision/rollout/rollout.ts";
import { jobName } from "../../src/provision/service-container.ts";
import { openStack, testImage, type TestStack } from "../support/stack-on-local-cloud.ts";
import { pathOf } from "../support/system.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await openStack({ image: pathOf("../fixtures/run-image", import.meta.url) });
  await stack.up();
}, 60_000);
afterAll(() => stack.close());

const begin = async (...args: string[]) =>
  (await stack.clients.jobs()).runJob({
    name: jobName(stack.ctx.names),
    overrides: { containerOverrides: [{ args }], taskCount: 2 },
  });

it("shows what is under way, with its tasks, until it is over", async () => {
  expect(await readExecutions(stack.ctx)).toEqual([]);
  await begin("wait");
  await expect
    .poll(() => readExecutions(stack.ctx))
    .toMatchObject([{ tasks: 2, succeeded: 0, failed: 0, name: expect.stringMatching(/^forecast-job-/) }]);
  const [under] = (await readExecutions(stack.ctx))!;
  const client = await stack.clients.executions();
  const name = `${jobName(stack.ctx.names)}/executions/${under!.name}`;
  await (await client.cancelExecution({ name }))[0].promise();
  expect(await readExecutions(stack.ctx)).toEqual([]);
});

it("reads the job's lines with their execution and task, alone or between those of the service", async () => {
  const [operation] = await begin("hello");
  const [{ name }] = await operation.promise();
  const { clients, ctx } = stack;
  const read = (...of: ("service" | "job")[]) => readEntries(clients, ctx.names, { of, limit: 1000 });
  const execution = name!.split("/").at(-1)!;
  const lines = async () => (await read("job")).filter((entry) => entry.execution === execution);
  await expect
    .poll(async () => (await lines()).filter(({ message }) => message === "begun").map(({ task }) => task))
    .toEqual(expect.arrayContaining([0, 1]));
  const both = await read("service", "job");
  expect(both.some((entry) => entry.execution === execution)).toBe(true);
  expect(both.some((entry) => entry.revision !== undefined)).toBe(true);
  expect((await read("service")).every((entry) => entry.execution === undefined)).toBe(true);
});

it("follows the service to another image, and back with it", async () => {
  const { ctx } = stack;
  const service = settled(specOf(stack.nodes(), runService));
  const job = { ...settled(specOf(stack.nodes(), runJob)), image: undefined };
  const image = testImage.replace(/1+$/, "2".repeat(64));
  const live = async () => (await runJob.read(ctx, job))!;

  const defaults = { FORECAST_DEFAULTS: '{"horizon":3}' };
  const there = await deploy(
    ctx,
    { ...service, image, env: { ...service.env, ...defaults } },
    { percent: 100, tag: undefined, force: false },
  );
  await jobFollows(ctx, job, there.revision, "again");
  expect(await live()).toMatchObject({ image, env: defaults });

  const back = await rollback(ctx, service, undefined);
  await jobFollows(ctx, job, back.revision, "again");
  expect(await live()).toMatchObject({ image: testImage, env: { FORECAST_DEFAULTS: "{}" } });
  expect(await live()).toMatchObject({ condition: "ready", env: job.env });
});

it("is removed while it is at work, and nothing of it is left", async () => {
  await begin("wait");
  await stack.down();
  expect(await inventory(stack.ctx, kinds)).toEqual([]);
  expect(await readExecutions(stack.ctx)).toEqual([]);
});
