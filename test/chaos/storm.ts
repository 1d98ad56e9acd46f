// One storm: inputs are uploaded to the real pipeline while everything that can go wrong does. The seed decides what
// happens to which input and at which point of the progress; when exactly, and between what, the machine decides.
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGauges } from "../../src/library/stack/gauges.ts";
import { seededRandom } from "../../src/local/chaos/seeded-random.ts";
import { endProcess } from "../support/project-folder.ts";
import { writeImage } from "./image.ts";
import { inputsFor, type Input } from "./inputs.ts";
import { names, openStormStack, type StormStack } from "./stack.ts";
import { judge, outputNames, type Verdict } from "./verdict.ts";

export interface StormOptions {
  seed: number;
  inputs: number;
  /** How often it is killed. */
  cloudKills: number;
  instanceKills: number;
  clockSteps: number;
  /** Share of Storage's calls that is refused, and of its writes whose answer is lost. */
  storageTrouble: number;
  /** Share of the pushes that meets each of the troubles. */
  pushTrouble: number;
  /** Leaves the state of the local cloud, its log included, where it is. */
  keep?: boolean;
}

export interface StormReport extends Verdict {
  /** Where it all happened; gone unless it was to be kept. */
  folder: string;
  seconds: number;
  killedInstances: number;
}

/** Usual troubles for so many inputs. */
export const usualStorm = (seed: number, inputs: number): StormOptions => ({
  seed,
  inputs,
  cloudKills: Math.max(1, Math.round(inputs / 500)),
  instanceKills: Math.max(1, Math.round(inputs / 200)),
  clockSteps: Math.max(1, Math.round(inputs / 300)),
  storageTrouble: inputs < 200 ? 0.03 : 0.01,
  pushTrouble: 0.1,
});

/** Above the ten seconds that a lease lasts, so that some instances take those of others for expired. */
const wrongInstanceMs = 15_000;
/** The local cloud's own: what waits for a time waits so much longer where the clock is set back. */
const clockStepMs = 5_000;
const uploadsAtOnce = 8;
/** A storm without an answer for so long has stopped. Longer than all rests of one message together. */
const patienceMs = 180_000;

export async function runStorm(options: StormOptions): Promise<StormReport> {
  const { seed, pushTrouble, storageTrouble } = options;
  const startedAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "storm-"));
  const inputs = inputsFor(seed, options.inputs);
  const imageDir = await writeImage(folder, seed, wrongInstanceMs);
  const stack = await openStormStack(join(folder, "state"), imageDir);
  try {
    await stack.chaos({
      seed,
      sometimes: [
        {
          method: "* /*b/*/o*",
          refuse: storageTrouble,
          loseAnswer: storageTrouble,
          status: seed % 2 ? 429 : 503,
        },
      ],
      pushes: {
        duplicate: pushTrouble,
        delay: pushTrouble,
        maximumDelayMs: 3000,
        refuse: pushTrouble,
        loseAnswer: pushTrouble,
      },
    });
    const writes = new Map<string, number>();
    const stuck = new AbortController();
    const [, killed] = await Promise.all([
      uploadAll(stack, inputs, stuck.signal),
      causeFaultsUntilDone(stack, options, inputs, writes).catch((error: unknown) => {
        stuck.abort(error);
        throw error;
      }),
    ]);
    await stack.chaos({});
    const verdict = await judge(stack, inputs, writes, killed);
    const seconds = (performance.now() - startedAt) / 1000;
    if (stack.reported() !== "") verdict.problems.push(`The local cloud reported: ${stack.reported()}`);
    return { ...verdict, folder, seconds, killedInstances: killed };
  } finally {
    await stack.close();
    if (options.keep !== true) await rm(folder, { recursive: true, force: true });
  }
}

async function uploadAll(stack: StormStack, inputs: readonly Input[], stuck: AbortSignal): Promise<void> {
  const waiting = [...inputs];
  const sender = async () => {
    for (let input = waiting.shift(); input; input = waiting.shift()) await upload(stack, input, stuck);
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, sender));
}

/** Until it is there: refusals, lost answers and a cloud that is away are what a sender has to live with. */
async function upload(stack: StormStack, { name, uploads }: Input, stuck: AbortSignal): Promise<void> {
  let replaces = 0;
  for (const { content, metadata } of uploads) {
    const md5 = createHash("md5").update(content).digest("base64");
    for (;;) {
      stuck.throwIfAborted();
      const file = stack.storage.bucket(names.inputBucket).file(name);
      try {
        await file.save(content, {
          resumable: false,
          contentType: "text/csv",
          metadata: { metadata },
          preconditionOpts: { ifGenerationMatch: replaces },
        });
      } catch {
        // Looked at below: it may have been applied all the same.
      }
      const [live] = await file.getMetadata().catch(() => [undefined]);
      replaces = Number(live?.generation ?? replaces);
      if (live?.md5Hash === md5) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Kills and steps at the points of the progress that the seed names. @returns instances that were killed */
async function causeFaultsUntilDone(
  stack: StormStack,
  { seed, cloudKills, instanceKills, clockSteps }: StormOptions,
  inputs: readonly Input[],
  writes: Map<string, number>,
): Promise<number> {
  const random = seededRandom(seed);
  const faults = (kind: "cloud" | "instance" | "clock", count: number) =>
    Array.from({ length: count }, (_, i) => ({ kind, i, at: 0.9 * random("when", kind, i) * inputs.length }));
  const plan = [
    ...faults("cloud", cloudKills),
    ...faults("instance", instanceKills),
    ...faults("clock", clockSteps),
  ].toSorted((a, b) => a.at - b.at);
  const seen = new Set<string>();
  const missing = outputNames(inputs);
  let killed = 0;
  let quietPolls = 0;
  let lastAnswerAt = performance.now();
  while (quietPolls < 4) {
    if (performance.now() - lastAnswerAt > patienceMs) throw new Error(await stateOf(stack, missing));
    const written = await stack.written();
    for (const { messageId, object } of written) {
      if (seen.has(messageId)) continue;
      seen.add(messageId);
      if (missing.delete(object)) lastAnswerAt = performance.now();
      if (!object.startsWith(".cloud-runner/")) writes.set(object, (writes.get(object) ?? 0) + 1);
    }
    // Only when every delivery has ended is it known that nothing is written twice.
    const isQuiet = written.length === 0 && missing.size === 0 && (await readGauges(stack.ctx)).backlog === 0;
    quietPolls = isQuiet ? quietPolls + 1 : 0;
    const [next] = plan;
    if (next && inputs.length - missing.size >= next.at) {
      plan.shift();
      const draw = random("how", next.kind, next.i);
      const { instances } = stack.pids();
      const victim = instances[Math.floor(draw * instances.length)];
      if (next.kind === "cloud") killed += await stack.killCloud();
      else if (next.kind === "clock") stack.stepClock(Math.round((2 * draw - 1) * clockStepMs));
      else if (victim !== undefined) {
        endProcess(victim);
        killed++;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return killed;
}

/** What is known of a storm that has stopped. */
async function stateOf(stack: StormStack, missing: ReadonlySet<string>): Promise<string> {
  const { backlog, deadLetters } = await readGauges(stack.ctx);
  const some = [...missing].slice(0, 5).join(", ");
  return `${missing.size} inputs have no answer: ${some}; ${backlog} messages wait, ${deadLetters} are dead letters`;
}
