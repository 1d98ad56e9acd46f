// Plays every refusal of the local cloud at every call of an operation: in the end it is green and true, or an error that
// says what to do next; and nobody waits in silence.
import { createHash } from "node:crypto";
import { CloudRunnerError } from "../../src/core/errors.ts";
import { refusalNames } from "../../src/local/chaos/refusals.ts";
import { asOwner } from "./as-owner.ts";
import type { SkippingClock } from "./skipping-clock.ts";
import type { TestStack } from "./stack-on-local-cloud.ts";

/** What a command does, from where it starts to what is true afterwards. */
export interface Operation {
  before: () => Promise<unknown>;
  run: () => Promise<unknown>;
  /** Whether the world is as a green end of it says. */
  isTrue: () => Promise<boolean>;
}

export interface Cell {
  method: string;
  refusal: string;
  times: number;
}

const isWhole = process.env["CLOUD_RUNNER_ALL"] === "1";
const only = process.env["CLOUD_RUNNER_ONLY"];
/** Only the cells of calls whose name holds it. */
const called = process.env["CLOUD_RUNNER_CALL"] ?? "";

export const chosen = (names: readonly string[]): string[] =>
  names.filter((name) => only === undefined || only === name);

/** So long may the cells of one operation take. */
export const matrixTimeoutMs = isWhole ? 7_200_000 : 60_000;

/** All, in an order of which any beginning is a sample: of every kind of refusal, at every kind of call. */
export function cellsOf(methods: readonly string[]): Cell[] {
  const cells = [1, 100_000].flatMap((times) =>
    refusalNames.flatMap((refusal) =>
      methods.filter((method) => method.includes(called)).map((method) => ({ method, refusal, times })),
    ),
  );
  const order = (cell: Cell) => createHash("sha256").update(JSON.stringify(cell)).digest("hex");
  return cells.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** The methods that an operation calls, without what another run has not: ids, names of objects. */
export async function methodsOf(stack: TestStack, { before, run }: Operation): Promise<string[]> {
  await before();
  const count = (await requests(stack)).length;
  await run();
  const methods = (await requests(stack)).slice(count).map(({ method }) => method);
  return [
    ...new Set(
      methods
        .filter((method) => !/\/_local\/|GetOperation$/.test(method))
        .map((method) => method.replace(/(notificationConfigs|\/o\/).*$/, "$1*")),
    ),
  ];
}

async function requests({ cloud }: TestStack): Promise<{ method: string }[]> {
  const answer = await fetch(`${cloud.httpUrl}/_local/requests`, asOwner(cloud));
  return ((await answer.json()) as { requests: { method: string }[] }).requests;
}

/** Plays the cells, or as an ordinary test the first of them. Gives the bad ends, a line each. */
export async function playAll(
  { stack, clock }: { stack: TestStack; clock: SkippingClock },
  name: string,
  operation: Operation,
  { cells, sample }: { cells: readonly Cell[]; sample: number },
): Promise<string[]> {
  const bad: string[] = [];
  const ends: Record<string, number> = { green: 0, error: 0 };
  for (const { method, refusal, times } of isWhole ? cells : cells.slice(0, sample)) {
    await operation.before();
    await stack.chaos({ refuseFirst: [{ method, refusal, times }] });
    clock.hush();
    const startedAt = Date.now();
    let said = await endOf(operation);
    const tookMs = Date.now() - startedAt;
    await stack.chaos({});
    if (said === "green" && !(await operation.isTrue())) said = "green, and not true";
    if (clock.longestSilenceMs() > 10_000) said += `, silent for ${clock.longestSilenceMs()} ms`;
    if (tookMs > 10_000) said += `, ${tookMs} ms`;
    if (said in ends) ends[said]! += 1;
    else bad.push(`${name}: ${method}, ${refusal}, ${times === 1 ? "once" : "always"}: ${said}`);
    if (isWhole) report(`${name}, ${cells.length} cells`, ends, bad);
  }
  if (isWhole) process.stderr.write(`${name}, done: ${JSON.stringify({ ...ends, bad: bad.length })}\n`);
  return bad;
}

/** `green`, `error`, or what is bad about it. */
async function endOf({ run }: Operation): Promise<string> {
  try {
    await run();
    return "green";
  } catch (error) {
    if (!(error instanceof CloudRunnerError)) return `no error of ours: ${String(error)}`;
    return hasNextCommand(error.fix) ? "error" : `no next command: ${error.code}, ${error.message}`;
  }
}

const hasNextCommand = (fix: string | undefined): boolean =>
  /cloud-runner|gcloud|https:|again/i.test(fix ?? "");

/** Long runs are watched: a line for each hundred, and for each that ends badly. */
const reported = new WeakMap<readonly string[], number>();
function report(what: string, ends: Record<string, number>, bad: readonly string[]): void {
  const done = bad.length + ends["green"]! + ends["error"]!;
  if (done % 100 === 0) process.stderr.write(`${what}: ${JSON.stringify({ ...ends, bad: bad.length })}\n`);
  if (bad.length > (reported.get(bad) ?? 0)) process.stderr.write(`${bad.at(-1)}\n`);
  reported.set(bad, bad.length);
}
