// Every refusal of the table at every call of up, down, deploy, rollback, predict and logs: in the end it is green and true,
// or an error that says what to do next; and nobody waits in silence. `npm test` plays a sample; CLOUD_RUNNER_ALL=1 all.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseConfig } from "../../src/core/config.ts";
import { CloudRunnerError } from "../../src/core/errors.ts";
import { openBuckets } from "../../src/library/predict/buckets.ts";
import { readEntries } from "../../src/library/logs/read-entries.ts";
import { removeWhole } from "../../src/library/stack/down.ts";
import { refusalNames } from "../../src/local/chaos/refusals.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { inventory } from "../../src/provision/engine/inventory.ts";
import { specOf } from "../../src/provision/engine/node.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { settled } from "../../src/provision/engine/unknown.ts";
import { runService } from "../../src/provision/resources/run-service.ts";
import { deploy, deployedService, rollback } from "../../src/provision/rollout/rollout.ts";
import { holderOf } from "../../src/provision/rollout/traffic.ts";
import { kinds } from "../../src/provision/stack.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";
import { skippingClock, type SkippingClock } from "../support/skipping-clock.ts";
import { fakeContext, fakeIo } from "../unit/cli/support.ts";

const isWhole = process.env["CLOUD_RUNNER_ALL"] === "1";
const only = process.env["CLOUD_RUNNER_ONLY"];

let stack: TestStack;
let clock: SkippingClock;
let ctx: CloudContext;

/** What a command does, from where it starts to what is true afterwards. */
interface Operation {
  before: () => Promise<unknown>;
  run: () => Promise<unknown>;
  /** Whether the world is as a green end of it says. */
  isTrue: () => Promise<boolean>;
}

const spec = () => settled(specOf(stack.nodes(), runService));
const up = async () => apply(ctx, await plan(ctx, stack.nodes()), { waiting: () => clock.told() });
const holder = async () => holderOf(await deployedService(stack.ctx, spec()));
let former: string | undefined;

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
  down: { before: up, run: down, isTrue: async () => (await inventory(stack.ctx, kinds)).length === 0 },
  deploy: {
    async before() {
      await up();
      former = await holder();
    },
    run: () => deploy(ctx, spec(), { percent: 100, tag: undefined, force: true }),
    isTrue: async () => (await holder()) !== former,
  },
  rollback: {
    async before() {
      await up();
      const { revision } = await deploy(stack.ctx, spec(), { percent: 100, tag: undefined, force: true });
      former = revision;
    },
    run: () => rollback(ctx, spec(), undefined),
    isTrue: async () => (await holder()) !== former,
  },
  predict: {
    before: up,
    async run() {
      const buckets = await openBuckets(ctx);
      await buckets.upload(`predict/${crypto.randomUUID()}.csv`, Buffer.from("date,y\n"), {});
      const [object] = await buckets.list("known");
      return buckets.download(object!);
    },
    isTrue: async () => true,
  },
  logs: {
    before: up,
    run: () => readEntries(ctx.clients, ctx.names, { limit: 10 }),
    isTrue: async () => true,
  },
};

beforeAll(async () => {
  clock = skippingClock();
  stack = await openStack({ clock });
  const { clients, names } = stack.ctx;
  ctx = { ...createContext({ clients, clock, names }), waiting: () => clock.told() };
});
afterAll(() => stack.close());

/** The methods that an operation calls, without ids that another run has not. */
async function methodsOf({ before, run }: Operation): Promise<string[]> {
  await before();
  if (await isUp()) await putKnown();
  const count = (await requests()).length;
  await run();
  const methods = (await requests()).slice(count).map(({ method }) => method);
  return [
    ...new Set(
      methods
        .filter((method) => !/\/_local\/|GetOperation$/.test(method))
        .map((method) => method.replace(/(notificationConfigs|predict%2F).*$/, "$1*")),
    ),
  ];
}

async function requests(): Promise<{ method: string }[]> {
  const answer = await fetch(`${stack.cloud.httpUrl}/_local/requests`);
  return ((await answer.json()) as { requests: { method: string }[] }).requests;
}

const isUp = async () => (await stack.pending()).length === 0;
const putKnown = async () => {
  const storage = await stack.clients.storage();
  await storage.bucket(stack.ctx.names.outputBucket).file("known").save("x", { resumable: false });
};

/** How it ended: `green`, or what was said. */
async function play(operation: Operation, method: string, refusal: string, times: number): Promise<string> {
  await stack.chaos({ refuseFirst: [{ method, refusal, times }] });
  clock.hush();
  const startedAt = Date.now();
  let said = "green";
  try {
    await operation.run();
  } catch (error) {
    if (!(error instanceof CloudRunnerError)) said = `no error of ours: ${String(error)}`;
    else if (!/cloud-runner|gcloud|https:|again/i.test(error.fix ?? "")) {
      said = `no next command: ${error.code}, ${error.message}`;
    } else said = "error";
  }
  await stack.chaos({});
  if (said === "green" && !(await operation.isTrue())) said = "green, and not true";
  if (clock.longestSilenceMs() > 10_000) said += `, silent for ${clock.longestSilenceMs()} ms`;
  if (Date.now() - startedAt > 10_000) said += `, ${Date.now() - startedAt} ms`;
  return said;
}

interface Cell {
  method: string;
  refusal: string;
  times: number;
}

/** What `up` reads is read by `plan` as well, where a refusal costs less time to play. */
const isRead = (method: string) => /^GET |\/(Get|List|Test)[A-Z]/.test(method);

/** All, in an order of which any beginning is a sample: of every kind of refusal, at every kind of call. */
function cellsOf(name: string, methods: readonly string[]): Cell[] {
  const calls = name === "up" ? methods.filter((method) => !isRead(method)) : methods;
  const cells = [1, 100_000].flatMap((times) =>
    refusalNames.flatMap((refusal) => calls.map((method) => ({ method, refusal, times }))),
  );
  const order = (cell: Cell) => createHash("sha256").update(JSON.stringify(cell)).digest("hex");
  return cells.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

it.each(Object.keys(operations).filter((name) => only === undefined || only === name))(
  "ends well whatever is refused: %s",
  async (name) => {
    const operation = operations[name]!;
    const cells = cellsOf(name, await methodsOf(operation));
    const bad: string[] = [];
    const ends: Record<string, number> = { green: 0, error: 0 };
    for (const { method, refusal, times } of isWhole ? cells : cells.slice(0, 2)) {
      await operation.before();
      const said = await play(operation, method, refusal, times);
      if (said in ends) ends[said]! += 1;
      else bad.push(`${name}: ${method}, ${refusal}, ${times === 1 ? "once" : "always"}: ${said}`);
      if (isWhole) report(`${name}, ${cells.length} cells`, ends, bad);
    }
    expect(bad).toEqual([]);
  },
  isWhole ? 7_200_000 : 60_000,
);

/** Long runs are watched: a line for each hundred, and for each that ends badly. */
let reported = 0;
function report(what: string, ends: Record<string, number>, bad: readonly string[]): void {
  const done = bad.length + ends["green"]! + ends["error"]!;
  if (done % 100 === 0) process.stderr.write(`${what}: ${JSON.stringify({ ...ends, bad: bad.length })}\n`);
  if (bad.length > reported) process.stderr.write(`${bad.at(-1)}\n`);
  reported = bad.length;
}
