// Every refusal of the table at every call of up, plan, down, deploy and rollback. `npm test` plays a sample;
// CLOUD_RUNNER_ALL=1 all.
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseConfig } from "../../src/core/config.ts";
import { removeWhole } from "../../src/library/stack/down.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { inventory } from "../../src/provision/engine/inventory.ts";
import { specOf } from "../../src/provision/engine/node.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { settled } from "../../src/provision/engine/unknown.ts";
import { runJob } from "../../src/provision/resources/run/run-job.ts";
import { runService } from "../../src/provision/resources/run/run-service.ts";
import { jobFollows } from "../../src/provision/rollout/job-follows.ts";
import { deploy, deployedService, rollback, type Rollout } from "../../src/provision/rollout/rollout.ts";
import { holderOf } from "../../src/provision/rollout/traffic.ts";
import { kinds } from "../../src/provision/kinds.ts";
import { jobName } from "../../src/provision/service-container.ts";
import {
  cellsOf,
  chosen,
  matrixTimeoutMs,
  methodsOf,
  playAll,
  type Operation,
} from "../support/refusal-matrix.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";
import { skippingClock, type SkippingClock } from "../support/skipping-clock.ts";
import { fakeContext, fakeIo } from "../unit/cli/support.ts";

let stack: TestStack;
let clock: SkippingClock;
let ctx: CloudContext;

const spec = () => settled(specOf(stack.nodes(), runService));
const up = async () => apply(ctx, await plan(ctx, stack.nodes()), { waiting: () => clock.told() });
const holder = async () => holderOf(await deployedService(stack.ctx, spec()));
let former: string | undefined;
/** As the commands do after the traffic has moved. */
async function withJob(rollout: Promise<Rollout>) {
  const { revision } = await rollout;
  const job = { ...settled(specOf(stack.nodes(), runJob)), image: undefined };
  await jobFollows(ctx, job, revision, `cloud-runner rollback ${revision}`);
}
/** Something to stop. */
const begin = async () => (await stack.clients.jobs()).runJob({ name: jobName(stack.ctx.names) });

function down() {
  const settings = { config: parseConfig({}, "test"), names: ctx.names, source: undefined };
  const io = fakeContext(fakeIo());
  const progress = {
    ...io.progress,
    start: (text: string) => ({ ...io.progress.start(text), update: () => clock.told() }),
  };
  return removeWhole(
    { ...io, progress },
    { cloud: ctx, settings, localCloud: undefined },
    { deleteProject: false, approve: async () => {} },
  );
}

const operations: Record<string, Operation> = {
  up: {
    before: () => stack.down(),
    run: up,
    isTrue: async () => (await stack.pending()).length === 0,
  },
  plan: { before: up, run: up, isTrue: async () => (await stack.pending()).length === 0 },
  down: {
    async before() {
      await up();
      await begin();
    },
    run: down,
    isTrue: async () => (await inventory(stack.ctx, kinds)).length === 0,
  },
  deploy: {
    async before() {
      await up();
      former = await holder();
    },
    run: () => withJob(deploy(ctx, spec(), { percent: 100, tag: undefined, force: true })),
    isTrue: async () => (await holder()) !== former,
  },
  rollback: {
    async before() {
      await up();
      const { revision } = await deploy(stack.ctx, spec(), { percent: 100, tag: undefined, force: true });
      former = revision;
    },
    run: () => withJob(rollback(ctx, spec(), undefined)),
    isTrue: async () => (await holder()) !== former,
  },
};

beforeAll(async () => {
  clock = skippingClock();
  stack = await openStack({ clock });
  const { clients, names } = stack.ctx;
  ctx = { ...createContext({ clients, clock, names }), waiting: () => clock.told() };
});
afterAll(() => stack.close());

/** What `up` reads is read by `plan` as well, where a refusal costs less time to play. */
const isRead = (method: string) => /^GET |\/(Get|List|Test)[A-Z]/.test(method);

it.each(chosen(Object.keys(operations)))(
  "ends well whatever is refused: %s",
  async (name) => {
    const operation = operations[name]!;
    const methods = await methodsOf(stack, operation);
    const cells = cellsOf(name === "up" ? methods.filter((method) => !isRead(method)) : methods);
    expect(await playAll({ stack, clock }, name, operation, { cells, sample: 2 })).toEqual([]);
  },
  matrixTimeoutMs,
);
