import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openChaos, type Chaos, type ChaosCall } from "../../../../src/local/chaos/chaos.ts";

let folder: string;
let now: number;
let slept: number[];
let reported: string[];

const open = (): Chaos =>
  openChaos(
    folder,
    {
      now: () => now,
      sleep: (ms) => {
        slept.push(ms);
        return Promise.resolve();
      },
    },
    (line) => reported.push(line),
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chaos-"));
  now = 1000;
  slept = [];
  reported = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (method = "google.pubsub.v1.Publisher/CreateTopic", api?: string): ChaosCall => ({
  method,
  mutating: true,
  api,
  signal: new AbortController().signal,
});
const read = (): ChaosCall => ({ ...write("google.pubsub.v1.Publisher/GetTopic"), mutating: false });

/** What became of it after all that can be done at once was done. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  let state = "silent";
  promise.then(
    () => (state = "answered"),
    (error: Error) => (state = error.message),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return state;
}

describe("chaos", () => {
  it("stays out of the way without settings", async () => {
    const chaos = open();
    chaos.made("api run");
    expect(chaos.isVisible("api run")).toBe(true);
    await chaos.before(write());
    await chaos.after(write());
    chaos.checkEtag();
    expect(slept).toEqual([]);
  });

  it("keeps its settings over a restart", () => {
    open().set({ latencyMs: 7 });
    expect(open().settings().latencyMs).toBe(7);
    expect(JSON.parse(readFileSync(join(folder, "chaos.json"), "utf8"))).toMatchObject({ latencyMs: 7 });
  });

  it("reads settings that an editor on Windows has saved", () => {
    writeFileSync(join(folder, "chaos.json"), '\uFEFF{"latencyMs": 7}');
    expect(open().settings().latencyMs).toBe(7);
  });

  it.each([
    ["{", /is not JSON/],
    ['{"seed": 1,\n"seed": 2}', /line 2 has "seed" a second time/],
    ['{"latencyMs": -1}', /latencyMs/],
  ])("says so and goes on when the file is wrong: %s", (text, problem) => {
    writeFileSync(join(folder, "chaos.json"), text);
    expect(open().settings().latencyMs).toBe(0);
    expect(reported.join("\n")).toMatch(problem);
  });

  it("delays every request", async () => {
    const chaos = open();
    chaos.set({ latencyMs: 50 });
    await chaos.before(read());
    await chaos.before(write());
    expect(slept).toEqual([50, 50]);
  });

  it.each([
    ["google.pubsub.v1.Publisher/CreateTopic", "google.pubsub.v1.Publisher/CreateTopic"],
    ["CreateTopic", "google.pubsub.v1.Publisher/CreateTopic"],
    ["PUT /storage/v1/b/*/iam", "PUT /storage/v1/b/input/iam"],
    ["POST *", "POST /storage/v1/b"],
  ])("refuses the first calls of %s", async (pattern, method) => {
    const chaos = open();
    chaos.set({ refuseFirst: [{ method: pattern, times: 2, status: 429 }] });
    for (let call = 0; call < 2; call++) {
      await expect(chaos.before(write(method))).rejects.toMatchObject({
        status: "RESOURCE_EXHAUSTED",
        reason: "RATE_LIMIT_EXCEEDED",
      });
    }
    await chaos.before(write(method));
    await chaos.before(write("google.pubsub.v1.Publisher/DeleteTopics"));
  });

  it("counts the calls of each method by themselves", async () => {
    const chaos = open();
    chaos.set({ refuseFirst: [{ method: "*", status: 503 }] });
    await expect(chaos.before(write("a.B/C"))).rejects.toMatchObject({ status: "UNAVAILABLE" });
    await chaos.before(write("a.B/C"));
    await expect(chaos.before(write("a.B/D"))).rejects.toMatchObject({ status: "UNAVAILABLE" });
  });

  it("refuses calls of an API until it has spread", async () => {
    const chaos = open();
    chaos.set({ visibleAfterMs: 500 });
    chaos.made("api pubsub.googleapis.com");
    const call = write("google.pubsub.v1.Publisher/CreateTopic", "pubsub.googleapis.com");
    await expect(chaos.before(call)).rejects.toMatchObject({ reason: "SERVICE_DISABLED" });
    await chaos.before(write("google.cloud.run.v2.Services/CreateService", "run.googleapis.com"));
    now += 500;
    await chaos.before(call);
  });

  it("loses the answer to a write, not to a read", async () => {
    const chaos = open();
    chaos.set({ loseAnswers: [{ method: "*" }] });
    await chaos.before(write());
    await chaos.after(read());
    await expect(chaos.after(write())).rejects.toMatchObject({ status: "UNAVAILABLE" });
    await chaos.after(write());
  });

  it("refuses, or loses the answer of, the same share of the same calls for the same seed", async () => {
    const troubles = async (seed: number): Promise<string[]> => {
      const chaos = open();
      chaos.set({ seed, sometimes: [{ method: "POST *", refuse: 0.2, loseAnswer: 0.2, status: 429 }] });
      const met: string[] = [];
      for (let call = 0; call < 200; call++) {
        const before = chaos.before(write("POST /b/x/o")).then(() => chaos.after(write("POST /b/x/o")));
        met.push(
          await before.then(
            () => "",
            (error: { status: string }) => error.status,
          ),
        );
      }
      return met;
    };
    const first = await troubles(5);
    expect(await troubles(5)).toEqual(first);
    expect(await troubles(6)).not.toEqual(first);
    const share = (status: string) => first.filter((met) => met === status).length / first.length;
    expect(share("RESOURCE_EXHAUSTED")).toBeCloseTo(0.2, 1);
    expect(share("UNAVAILABLE")).toBeCloseTo(0.16, 1);
  });

  it("never loses the answer of a read by chance", async () => {
    const chaos = open();
    chaos.set({ sometimes: [{ method: "*", loseAnswer: 1 }] });
    await chaos.before(read());
    await chaos.after(read());
    await expect(chaos.after(write())).rejects.toMatchObject({ status: "UNAVAILABLE" });
  });

  it("calls so many etags stale", () => {
    const chaos = open();
    chaos.set({ staleEtags: 1 });
    expect(() => chaos.checkEtag()).toThrow(/concurrent policy changes/);
    chaos.checkEtag();
  });

  it("falls silent before the request that was named, and for all that follow", async () => {
    const chaos = open();
    chaos.set({ crashAt: { mutating: 2, when: "before" } });
    await chaos.before(write());
    expect(chaos.hasCrashed()).toBe(false);
    const second = chaos.before(write());
    expect(await stateOf(second)).toBe("silent");
    expect(chaos.hasCrashed()).toBe(true);
    // What was under way goes unanswered as well.
    const first = chaos.after(write());
    expect(await stateOf(first)).toBe("silent");
    expect(await stateOf(chaos.before(read()))).toBe("silent");
    chaos.set({});
    expect(await stateOf(second)).toBe("The local cloud was down.");
    await chaos.before(write());
  });

  it("carries the named request out when it is to fall silent after it", async () => {
    const chaos = open();
    chaos.set({ crashAt: { mutating: 1, when: "after" } });
    await chaos.before(write());
    expect(await stateOf(chaos.after(write()))).toBe("silent");
  });

  it("lets go of a request whose caller has gone", async () => {
    const chaos = open();
    chaos.set({ crashAt: { mutating: 1, when: "before" } });
    const gone = new AbortController();
    const request = chaos.before({ ...write(), signal: gone.signal });
    gone.abort();
    await expect(request).rejects.toMatchObject({ status: "UNAVAILABLE" });
  });
});
