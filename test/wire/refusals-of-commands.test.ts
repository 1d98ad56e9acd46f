// Every refusal of the table at every call of the commands that work with what is up, and of the container that answers
// `predict`: the commands as they are typed, with the real container. `npm test` plays a sample; CLOUD_RUNNER_ALL=1 all.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/parsing/program.ts";
import type { ListResult } from "../../src/library/dlq/list.ts";
import type { ReplayResult } from "../../src/library/dlq/replay.ts";
import type { ShowResult } from "../../src/library/dlq/show.ts";
import type { Progress } from "../../src/library/progress.ts";
import { buildId } from "../../src/library/local-cloud/build-id.ts";
import type { StatusResult } from "../../src/library/stack/status.ts";
import type { Clock } from "../../src/core/clock.ts";
import { resultName } from "../../src/core/contract.ts";
import {
  cellsOf,
  chosen,
  matrixTimeoutMs,
  methodsOf,
  playAll,
  type Operation,
} from "../support/refusal-matrix.ts";
import { imageDir, isBuilt, packageFolder } from "../support/built-image.ts";
import { dailySeries } from "../support/series.ts";
import { skippingClock, type SkippingClock } from "../support/skipping-clock.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";
import { fakeContext, fakeIo } from "../unit/cli/support.ts";

describe.skipIf(!isBuilt)("commands on what is up (needs dist/image: npm run build)", () => {
  let stack: TestStack;
  let clock: SkippingClock;

  /** What a command gives to be shown. */
  async function command<T>(...argv: string[]): Promise<T> {
    const invocation = await parseArguments(argv);
    if (invocation.kind !== "command") throw new Error(`${argv.join(" ")} is no command`);
    const implementation = await invocation.command.load();
    const told = tellingProgress();
    const io = fakeIo({ cwd: stack.folder, clock: told.clock });
    const context = { ...fakeContext(io, invocation.flags), machine: io, progress: told.progress };
    const running = implementation.run(context, invocation.input as never);
    if (!(Symbol.asyncIterator in running)) return (await running) as T;
    const results: unknown[] = [];
    for await (const result of running) results.push(result);
    return results as T;
  }

  /** Of a step that is under way a user hears every ten seconds. */
  function tellingProgress(): { progress: Progress; clock: Clock } {
    let open = 0;
    const told = () => clock.told();
    const progress: Progress = {
      start() {
        open += 1;
        let isOpen = true;
        const end = () => {
          if (isOpen) open -= 1;
          isOpen = false;
        };
        return { update: told, succeed: end, fail: end, stop: end };
      },
      note: told,
      detail: () => {},
      warn: told,
    };
    const sleep: Clock["sleep"] = (ms, signal) => {
      if (open > 0) told();
      return clock.sleep(ms, signal);
    };
    return { progress, clock: { now: () => clock.now(), sleep } };
  }

  const nothing = async () => {};
  let last: unknown;
  /** A command that only reads, and what its answer has to be. */
  const reading = (argv: string[], isTrue: (result: never) => boolean, before = nothing): Operation => ({
    before,
    run: async () => (last = await command(...argv)),
    isTrue: async () => isTrue(last as never),
  });

  /** One that can be had: what a refused command has leased is hidden for a minute. */
  async function haveDeadLetter(): Promise<void> {
    const { messages } = await command<ListResult>("dlq", "list");
    if (messages.length > 0) return;
    const { names, project } = stack.ctx;
    const topics = await stack.clients.topics();
    await topics.publish({
      topic: `projects/${project}/topics/${names.deadLetterTopic}`,
      messages: [
        {
          data: Buffer.from("{}"),
          attributes: {
            eventType: "OBJECT_FINALIZE",
            bucketId: names.inputBucket,
            objectId: "waiting.csv",
            objectGeneration: generation,
          },
        },
      ],
    });
  }
  let generation = "";

  const output = () => join(stack.folder, "out.csv");
  const operations: Record<string, Operation> = {
    logs: reading(["logs"], (entries: unknown[]) => entries.length > 0),
    status: reading(["status"], ({ resources }: StatusResult) =>
      resources.every(({ state }) => state === "ok"),
    ),
    outputs: reading(["outputs"], (outputs: object) => Object.keys(outputs).length > 0),
    revisions: reading(["revisions"], (result: { revisions: unknown[] }) => result.revisions.length > 0),
    "dlq list": reading(
      ["dlq", "list"],
      ({ messages }: ListResult) => messages.length > 0 && messages[0]!.state === "waiting",
      haveDeadLetter,
    ),
    "dlq show": reading(
      ["dlq", "show", "waiting.csv"],
      ({ messages }: ShowResult) => messages.length > 0 && messages[0]!.check?.isFine === true,
      haveDeadLetter,
    ),
    "dlq replay": {
      async before() {
        await haveDeadLetter();
        const output = (await stack.clients.storage()).bucket(stack.ctx.names.outputBucket);
        await output.file(resultName("waiting.csv")).delete({ ignoreNotFound: true });
      },
      async run() {
        const { messages } = await command<ReplayResult>("dlq", "replay", "--all", "--timeout", "0");
        for (const { error } of messages) if (error !== undefined) throw error;
        last = messages;
      },
      // Settled is what has got its forecast since, from the replay before.
      isTrue: async () => /^(replayed|settled)$/.test((last as ReplayResult["messages"])[0]?.outcome ?? ""),
    },
    predict: {
      before: () => rm(output(), { force: true }),
      run: () =>
        command(..."predict series.csv -o out.csv --model naive --horizon 3 --timeout 5m".split(" ")),
      // A header and three days.
      isTrue: async () => (await readFile(output(), "utf8")).trimEnd().split("\n").length === 4,
    },
  };

  beforeAll(async () => {
    // The container works in real time, so pauses take a little of it.
    clock = skippingClock({ timesFaster: 100 });
    stack = await openStack({ clock, image: imageDir, buildId: buildId(packageFolder) });
    const delivery = { minimumBackoffSeconds: 0, maximumBackoffSeconds: 1, maxDeliveryAttempts: 5 };
    await stack.up({ input: { delivery } });
    // What a local cloud of its own would have written, so that commands find this one.
    const { httpPort, grpcPort, secret } = stack.cloud;
    const known = { httpPort, grpcPort, secret, buildId: buildId(packageFolder) };
    const state = { pid: process.pid, startedAt: "", ...known };
    await writeFile(join(stack.folder, ".cloud-runner", "cloud.json"), JSON.stringify(state));
    await writeFile(join(stack.folder, "cloud-runner.json"), JSON.stringify({ name: "forecast", delivery }));
    await writeFile(join(stack.folder, "series.csv"), dailySeries({ days: 30 }));
    await operations["predict"]!.run();
    const storage = await stack.clients.storage();
    // An input that nobody has announced.
    const { names } = stack.ctx;
    const bucket = storage.bucket(names.inputBucket);
    const [[notification]] = await bucket.getNotifications();
    await notification!.delete();
    const file = bucket.file("waiting.csv");
    await file.save(dailySeries({ days: 30 }), { resumable: false });
    generation = String(file.metadata.generation);
    await stack.up({ input: { delivery } });
  });
  afterAll(() => stack.close());

  it.each(chosen(Object.keys(operations)))(
    "end well whatever is refused: %s",
    async (name) => {
      const operation = operations[name]!;
      const cells = cellsOf(await methodsOf(stack, operation));
      expect(await playAll({ stack, clock }, name, operation, { cells, sample: 2 })).toEqual([]);
    },
    matrixTimeoutMs,
  );
});
