// Copies that are sent to buckets of plain objects, by time that jumps.
import { beforeEach, describe, expect, it } from "vitest";
import { resultMetadata } from "../../../../src/core/contract.ts";
import { CloudError, InterruptedError, PreconditionError } from "../../../../src/core/errors.ts";
import { sendCopies, type CopiesToSend, type Outcome } from "../../../../src/library/load/send-copies.ts";
import type { Buckets, StoredObject } from "../../../../src/library/predict/buckets.ts";
import type { Input } from "../../../../src/library/predict/sources/input.ts";
import type { Progress } from "../../../../src/library/progress.ts";
import { virtualClock, type VirtualClock } from "../../../support/virtual-clock.ts";

const run = "20260102-030405-a1b2c3d4";
const start = Date.UTC(2026, 0, 2, 3, 4, 5);
const silent: Progress = {
  start: () => ({ update() {}, succeed() {}, fail() {}, stop() {} }),
  note() {},
  detail() {},
  warn() {},
};
const input: Input = {
  label: "data.csv",
  name: "data.csv",
  objectBase: "data.csv",
  path: "/x/data.csv",
  outputPath: undefined,
  format: "csv",
  read: () => Promise.reject(new Error("It was read before.")),
};

let clock: VirtualClock;
let interrupt: AbortController;
/** How long an upload and a forecast take, by the number of the copy from 1. */
let uploadMs: (copy: number) => number;
let forecastMs: (copy: number) => number;
/** What becomes of a copy; a result when absent. */
let fate: (copy: number) => "result" | "report" | "lost" | Error;
let mostOnTheirWay: number;
let prefixes: Set<string>;

beforeEach(() => {
  clock = virtualClock(start);
  interrupt = new AbortController();
  uploadMs = () => 10;
  forecastMs = () => 100;
  fate = () => "result";
  mostOnTheirWay = 0;
  prefixes = new Set();
});

function buckets(): Pick<Buckets, "upload" | "list" | "download"> {
  const answers: (StoredObject & { atMs: number })[] = [];
  const numberOf = (name: string) => Number(/(\d{5})\.csv/.exec(name)![1]);
  let uploads = 0;
  const generationAt = (ms: number) => String(Math.round(ms * 1000));
  return {
    async upload(name) {
      const copy = numberOf(name);
      uploads++;
      const isBack = answers.filter(({ atMs }) => atMs <= clock.now()).length;
      mostOnTheirWay = Math.max(mostOnTheirWay, uploads - isBack);
      await clock.sleep(uploadMs(copy));
      const how = fate(copy);
      if (how instanceof Error) throw how;
      const generation = generationAt(clock.now());
      const atMs = clock.now() + forecastMs(copy);
      const answer = how === "report" ? `${name}.error.json` : name;
      const metadata = { [resultMetadata.inputGeneration]: generation };
      if (how !== "lost")
        answers.push({ name: answer, generation: generationAt(atMs), metadata, size: 10, crc32c: "x", atMs });
      return generation;
    },
    async list(prefix) {
      prefixes.add(prefix);
      return answers.filter(({ name, atMs }) => name.startsWith(prefix) && atMs <= clock.now());
    },
    download: async () =>
      Buffer.from(
        JSON.stringify({
          schemaVersion: 1,
          code: "csv.empty",
          message: "There is no row.",
          fix: "Add rows.",
        }),
      ),
  };
}

const send = (more: Partial<CopiesToSend>) =>
  clock.until(
    sendCopies({ machine: { clock } as never, progress: silent, signal: interrupt.signal }, buckets(), {
      run,
      input,
      content: Buffer.from("date,y\n"),
      parameters: {},
      copies: 10,
      concurrency: 3,
      ratePerSecond: undefined,
      durationMs: undefined,
      timeoutMs: 60_000,
      lookMs: 50,
      ...more,
    }),
  );

const latencies = (outcomes: readonly Outcome[]) =>
  outcomes
    .flatMap((outcome) =>
      outcome.kind === "result" ? [[outcome.copy.name, outcome.latencyMs] as const] : [],
    )
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, latencyMs]) => latencyMs);
const kinds = (outcomes: readonly Outcome[]) => outcomes.map(({ kind }) => kind);

describe("without a rate", () => {
  it("so many are on their way at once, and latency is that of upload and forecast, however seldom is looked", async () => {
    const { outcomes, beganMs, endedMs } = await send({ lookMs: 700 });
    expect(latencies(outcomes)).toEqual(Array.from({ length: 10 }, () => 110));
    expect(mostOnTheirWay).toBe(3);
    expect(beganMs).toBe(start);
    expect(endedMs).toBeGreaterThan(start + 700 * 3);
  });

  it("a slow forecast holds back those after it, and that is no latency of theirs", async () => {
    forecastMs = (copy) => (copy === 1 ? 5000 : 100);
    const { outcomes } = await send({ concurrency: 1 });
    expect(latencies(outcomes)).toEqual([5010, ...Array.from({ length: 9 }, () => 110)]);
  });
});

describe("with a rate", () => {
  it("copies are sent at their times, whatever becomes of those before", async () => {
    forecastMs = () => 3000;
    const { outcomes, behindMs } = await send({ ratePerSecond: 10, concurrency: 5 });
    expect(latencies(outcomes)).toEqual(Array.from({ length: 10 }, () => 3010));
    expect(behindMs).toBe(0);
    expect(mostOnTheirWay).toBe(10);
  });

  it("latency counts from when a copy was due, not from when it could be sent", async () => {
    // Two uploads a second at most, where ten are due.
    uploadMs = () => 500;
    const { outcomes, behindMs } = await send({ ratePerSecond: 10, concurrency: 1, copies: 4 });
    expect(latencies(outcomes)).toEqual([600, 1000, 1400, 1800]);
    expect(behindMs).toBe(1200);
  });

  it("nothing is sent once the time is up", async () => {
    const { outcomes } = await send({ ratePerSecond: 10, copies: 1000, durationMs: 1000 });
    expect(outcomes).toHaveLength(10);
  });
});

it("looks for answers by names that begin alike, a hundred at once", async () => {
  const { outcomes } = await send({ copies: 250, concurrency: 20 });
  expect(outcomes).toHaveLength(250);
  expect([...prefixes]).toEqual(["000", "001", "002"].map((group) => `predict/${run}/${group}`));
});

it("tells what is lost, refused and not uploaded from what has come", async () => {
  const down = new CloudError("No.", { code: "cloud.unavailable", status: "UNAVAILABLE", retryable: true });
  const fates = { 2: "lost", 3: "report", 4: down } as const;
  fate = (copy) => fates[copy as 2 | 3 | 4] ?? "result";
  const { outcomes } = await send({ copies: 6, concurrency: 2 });
  expect(kinds(outcomes).toSorted()).toEqual(["failed", "failed", "lost", "result", "result", "result"]);
  expect(outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error.code] : []))).toEqual(
    expect.arrayContaining(["csv.empty", "cloud.unavailable"]),
  );
});

it("sends no more of what is refused at once", async () => {
  fate = () => "report";
  await expect(send({ copies: 1000 })).rejects.toMatchObject({
    code: "csv.empty",
    message: "data.csv: There is no row.",
  });
  expect(mostOnTheirWay).toBeLessThanOrEqual(6);
});

it("ends with what concerns all copies", async () => {
  const missing = new PreconditionError("No bucket.", { code: "predict.bucket-missing", fix: "up" });
  fate = (copy) => (copy === 3 ? missing : "result");
  await expect(send({ copies: 1000 })).rejects.toBe(missing);
});

it("says after Ctrl-C how far it has come", async () => {
  const sending = send({ ratePerSecond: 10, copies: 1000 });
  void clock.sleep(1050).then(() => interrupt.abort(new InterruptedError()));
  await expect(sending).rejects.toMatchObject({
    code: "interrupted",
    details: [expect.stringMatching(/^1[12] of 1000 copies were sent, (9|10) came back\.$/)],
  });
});
