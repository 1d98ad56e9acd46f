import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { InputError } from "../../../../src/model/input-error.ts";
import {
  createWorkerPool,
  type PoolEvent,
  type WorkerPool,
  type WorkerPoolOptions,
} from "../../../../src/runtime/workers/worker-pool.ts";

const pools: WorkerPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function startPool(more: Partial<WorkerPoolOptions> = {}) {
  const events: PoolEvent[] = [];
  const pool = createWorkerPool({
    entry: new URL("./tiny-worker.ts", import.meta.url),
    maximumWorkers: 1,
    workerMemoryMegabytes: 256,
    defaultParameters: { model: "tiny" },
    clock: systemClock,
    onEvent: (event) => events.push(event),
    ...more,
  });
  pools.push(pool);
  const run = async (command: string, limits: { timeoutMs?: number; signal?: AbortSignal } = {}) => {
    const job = { chunk: new TextEncoder().encode(command), parameters: { horizon: 3 } };
    try {
      const { csv } = await pool.forecast(job, { timeoutMs: 10_000, ...limits });
      // The csv of the tiny worker is the id of its thread.
      return Buffer.from(csv).toString();
    } catch (error) {
      if (error instanceof InputError) return error.code;
      throw error;
    }
  };
  const count = (type: PoolEvent["type"]) => events.filter((event) => event.type === type).length;
  return { pool, run, events, count };
}

describe("a worker pool", () => {
  it("keeps one warm worker for one forecast after the other", async () => {
    const { pool, run, count } = startPool({ maximumWorkers: 4 });
    await pool.warmUp();
    expect(await run("work")).toBe(await run("work"));
    expect(count("ready")).toBe(1);
  });

  it("tells each worker what it is to be warm for", async () => {
    const { run } = startPool();
    expect(await run("usual")).toBe('{"model":"tiny"}');
  });

  it("hands over what the model refuses without harm to the worker", async () => {
    const { run, count } = startPool();
    const thread = await run("work");
    expect(await run("refuse")).toBe("csv.empty");
    expect(await run("work")).toBe(thread);
    expect(count("died")).toBe(0);
  });

  it("starts a further worker only while forecasts overlap, and no more than allowed", async () => {
    const { run } = startPool({ maximumWorkers: 2 });
    const threads = await Promise.all(
      ["sleep 100", "sleep 100", "sleep 1", "sleep 1"].map((command) => run(command)),
    );
    expect(new Set(threads).size).toBe(2);
  });

  it("queues what one worker cannot take at once, in order", async () => {
    const { run } = startPool();
    const order: string[] = [];
    await Promise.all(
      ["sleep 60", "work 1", "work 2"].map((command) => run(command).then(() => order.push(command))),
    );
    expect(order).toEqual(["sleep 60", "work 1", "work 2"]);
  });

  it("leaves the caller's thread free while a worker is busy", async () => {
    const { pool, run } = startPool();
    await pool.warmUp();
    const spinning = run("spin", { timeoutMs: 300 }).catch((error: unknown) => error);
    let ticks = 0;
    const interval = setInterval(() => ticks++, 10);
    await spinning;
    clearInterval(interval);
    expect(ticks).toBeGreaterThan(5);
  });

  it.each(["wear-out", "refuse worn-out"])(
    "replaces a worker that says it is worn out: %s",
    async (command) => {
      const { run, events, count } = startPool();
      const first = await run("work");
      await run(command);
      const second = await run("work");
      expect(second).not.toBe(first);
      expect(await run("work")).toBe(second);
      expect(events).toContainEqual({ type: "recycled", forecasts: 2 });
      expect(count("died")).toBe(0);
    },
  );

  it.each([
    ["the model fails unexpectedly", "trap", "RuntimeError: unreachable"],
    ["it throws out of nowhere", "crash", "Error: out of the blue"],
    ["it exits", "exit", "exit code 7"],
    ["a promise is rejected that nobody waits for", "reject", "Error: nobody listens"],
  ])("replaces a worker when %s, and only that forecast is lost", async (_, command, message) => {
    const { run, events } = startPool();
    const first = await run("work");
    const [lost, next] = await Promise.allSettled([run(command), run("work")]);
    expect(lost).toMatchObject({ status: "rejected", reason: { code: "forecast.worker-died" } });
    expect(next.status).toBe("fulfilled");
    expect(next).not.toMatchObject({ value: first });
    const died = `The forecasting worker died: ${message}`;
    expect(events).toContainEqual(expect.objectContaining({ type: "died", message: died }));
  });

  it("outlives a forecast that needs more memory than a worker has", async () => {
    const { run, events } = startPool({ workerMemoryMegabytes: 48 });
    const [lost, next] = await Promise.allSettled([run("swell"), run("work")]);
    expect(lost).toMatchObject({
      status: "rejected",
      reason: {
        code: "forecast.out-of-memory",
        message: "The forecast needed more memory than the 48 MB that it had.",
      },
    });
    expect(next.status).toBe("fulfilled");
    expect(events).toContainEqual(expect.objectContaining({ type: "died" }));
  });

  it("ends a forecast that runs out of time, and serves the next", async () => {
    const { pool, run, events } = startPool();
    await pool.warmUp();
    await expect(run("spin", { timeoutMs: 100 })).rejects.toMatchObject({ code: "forecast.timed-out" });
    expect(events).toContainEqual({ type: "stopped", reason: "timed-out" });
    await expect(run("work")).resolves.toMatch(/^\d+$/);
  });

  it("serves what waits behind a forecast that runs out of time", async () => {
    const { pool, run } = startPool();
    await pool.warmUp();
    const [running, waiting] = await Promise.allSettled([run("spin", { timeoutMs: 100 }), run("work")]);
    expect(running).toMatchObject({ status: "rejected", reason: { code: "forecast.timed-out" } });
    expect(waiting).toMatchObject({ status: "fulfilled", value: expect.stringMatching(/^\d+$/) });
  });

  it("lets a forecast time out in the queue without harm to the one that runs", async () => {
    const { pool, run, count } = startPool();
    await pool.warmUp();
    const [running, waiting] = await Promise.allSettled([run("sleep 300"), run("work", { timeoutMs: 50 })]);
    expect(running.status).toBe("fulfilled");
    expect(waiting).toMatchObject({ status: "rejected", reason: { code: "forecast.not-started" } });
    expect(count("stopped")).toBe(0);
  });

  it("stops a forecast that nobody waits for any more", async () => {
    const { pool, run, events } = startPool();
    await pool.warmUp();
    const caller = new AbortController();
    const lost = run("spin", { signal: caller.signal });
    caller.abort();
    await expect(lost).rejects.toMatchObject({ code: "forecast.aborted" });
    expect(events).toContainEqual({ type: "stopped", reason: "aborted" });
    await expect(run("work")).resolves.toMatch(/^\d+$/);
  });

  it("does not start a forecast whose caller has gone", async () => {
    const { run } = startPool();
    await expect(run("work", { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "forecast.aborted",
    });
  });

  it("says why the first worker cannot start, and does not try forever", async () => {
    const { pool, run, count } = startPool({ entry: new URL("./there-is-none.ts", import.meta.url) });
    await expect(pool.warmUp()).rejects.toMatchObject({
      code: "forecast.worker-died",
      message: expect.stringContaining("there-is-none.ts"),
    });
    expect(count("died")).toBe(1);
    await expect(run("work")).rejects.toMatchObject({ code: "forecast.worker-died" });
    expect(count("died")).toBe(2);
  });

  it("rejects what runs and what waits when it is closed", async () => {
    const { pool, run } = startPool();
    const jobs = Promise.allSettled([run("spin"), run("work")]);
    await pool.close();
    expect(await jobs).toMatchObject([
      { status: "rejected", reason: { code: "forecast.aborted" } },
      { status: "rejected", reason: { code: "forecast.aborted" } },
    ]);
    await expect(run("work")).rejects.toMatchObject({ code: "forecast.aborted" });
  });
});
