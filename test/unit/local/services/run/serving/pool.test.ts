import { expect, test } from "vitest";
import { systemClock } from "../../../../../../src/core/clock.ts";
import type { Instance } from "../../../../../../src/local/services/run/serving/instance.ts";
import {
  createPool,
  type PoolLimits,
  type PoolOptions,
} from "../../../../../../src/local/services/run/serving/pool.ts";

interface Fake extends Instance {
  die(): void;
  isStopped: boolean;
}

function fakeInstance(id: string): Fake {
  const { promise: exited, resolve } = Promise.withResolvers<void>();
  let isGone = false;
  const fake: Fake = {
    id,
    pid: 1,
    port: 1,
    exited,
    isGone: () => isGone,
    failure: () => undefined,
    isStopped: false,
    die() {
      isGone = true;
      resolve();
    },
    stop: async () => {
      fake.isStopped = true;
      fake.die();
    },
    kill: () => fake.die(),
  };
  return fake;
}

function start(limits: Partial<PoolLimits> = {}, options: Partial<PoolOptions> = {}) {
  const instances: Fake[] = [];
  const pool = createPool(
    { minimum: 0, maximum: 2, concurrency: 1, keepsIdle: true, ...limits },
    {
      clock: systemClock,
      start: async () => {
        const instance = fakeInstance(`${instances.length}`);
        instances.push(instance);
        return instance;
      },
      takeStart: () => true,
      giveStart: () => pool.poke(),
      idleMs: 10_000,
      pendingMs: 10_000,
      ...options,
    },
  );
  return { pool, instances };
}

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("starts no more instances than the maximum, however many requests wait", async () => {
  const { pool, instances } = start();
  const leases = Array.from({ length: 5 }, () => pool.acquire(never));
  await settled();
  expect(instances).toHaveLength(2);
  for (const lease of leases) (await lease).release();
  expect(pool.counts()).toEqual({ active: 0, idle: 2 });
  await pool.stop();
});

test("starts as many instances as the waiting requests fill", async () => {
  const { pool, instances } = start({ maximum: 10, concurrency: 4 });
  const leases = Array.from({ length: 9 }, () => pool.acquire(never));
  await settled();
  expect(instances).toHaveLength(3);
  await Promise.all(leases);
  await pool.stop();
});

test("answers waiting requests in their order", async () => {
  const { pool } = start({ maximum: 1 });
  const first = await pool.acquire(never);
  const order: number[] = [];
  const waiting = [1, 2, 3].map(async (number) => {
    const lease = await pool.acquire(never);
    order.push(number);
    lease.release();
  });
  first.release();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
  await pool.stop();
});

test("gives a place back once, however often it is released", async () => {
  const { pool } = start({ maximum: 1 });
  const lease = await pool.acquire(never);
  lease.release();
  lease.release();
  await pool.acquire(never);
  expect(pool.counts()).toEqual({ active: 1, idle: 0 });
  await pool.stop();
});

test("replaces an instance that did not take its request", async () => {
  const { pool, instances } = start({ maximum: 1 });
  (await pool.acquire(never)).discard();
  const second = await pool.acquire(never);
  expect(second.instance.id).toBe("1");
  expect(instances[0]!.isStopped).toBe(true);
  await pool.stop();
});

test("tells waiting requests after three failed starts, and tries again for the next one", async () => {
  let starts = 0;
  const { pool } = start(
    {},
    {
      start: async () => {
        starts++;
        throw new Error("broken");
      },
    },
  );
  await expect(pool.acquire(never)).rejects.toMatchObject({ refusal: "start-failed" });
  expect(starts).toBe(3);
  await expect(pool.acquire(never)).rejects.toMatchObject({ refusal: "start-failed" });
  expect(starts).toBe(4);
  await pool.stop();
});

test("stops keeping a minimum of instances that die at once", async () => {
  const { pool, instances } = start({ minimum: 1 });
  pool.poke();
  for (let death = 0; death < 20; death++) {
    await settled();
    instances.at(-1)!.die();
  }
  await settled();
  expect(instances).toHaveLength(5);
  await pool.stop();
});

test("ends what is idle when its revision gets no more traffic, but not what is at work", async () => {
  const { pool, instances } = start();
  const [first, second] = await Promise.all([pool.acquire(never), pool.acquire(never)]);
  first.release();
  pool.configure({ minimum: 0, maximum: 2, concurrency: 1, keepsIdle: false });
  await expect.poll(() => pool.counts()).toEqual({ active: 1, idle: 0 });
  second.release();
  await expect.poll(() => instances.map(({ isStopped }) => isStopped)).toEqual([true, true]);
  await pool.stop();
});

test("does not wait for more than its patience", async () => {
  const { pool } = start({ maximum: 1 }, { pendingMs: 20 });
  const held = await pool.acquire(never);
  await expect(pool.acquire(never)).rejects.toMatchObject({ refusal: "no-instance" });
  held.release();
  await pool.acquire(never);
  await pool.stop();
});

test("a request that was given up takes no place", async () => {
  const { pool } = start({ maximum: 1 });
  const held = await pool.acquire(never);
  const gone = new AbortController();
  const waiting = pool.acquire(gone.signal);
  gone.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  held.release();
  expect(pool.counts()).toEqual({ active: 0, idle: 1 });
  await pool.stop();
});

test("a stop ends instances that are still starting, and refuses who waits", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<Fake>();
  const { pool } = start({}, { start: () => begun });
  const refused = pool.acquire(never).catch((error: unknown) => error);
  const stopped = pool.stop();
  const late = fakeInstance("late");
  begin(late);
  await stopped;
  expect(await refused).toMatchObject({ refusal: "stopped" });
  expect(late.isStopped).toBe(true);
  await expect(pool.acquire(never)).rejects.toMatchObject({ refusal: "stopped" });
});
