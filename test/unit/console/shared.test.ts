import { expect, it } from "vitest";
import { shared } from "../../../src/console/shared.ts";

it("asks once for all who come while it is asked, and again when the answer is old", async () => {
  let now = 0;
  let asked = 0;
  const clock = { now: () => now, sleep: async () => {} };
  const ask = shared(async () => ++asked, clock);
  const values = await Promise.all([ask(10), ask(10), ask(10)]);
  expect(values.map(({ value }) => value)).toEqual([1, 1, 1]);
  now = 9;
  expect((await ask(10)).value).toBe(1);
  now = 10;
  expect(await ask(10)).toEqual({ value: 2, atMs: 10 });
});

it("keeps no failure", async () => {
  let isBroken = true;
  const ask = shared(
    async () => {
      if (isBroken) throw new Error("not now");
      return 1;
    },
    { now: () => 0, sleep: async () => {} },
  );
  await expect(ask(10)).rejects.toThrow("not now");
  isBroken = false;
  expect((await ask(10)).value).toBe(1);
});
