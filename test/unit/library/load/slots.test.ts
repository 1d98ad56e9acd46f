import { expect, it } from "vitest";
import { createSlots } from "../../../../src/library/load/slots.ts";

const never = new AbortController().signal;

it("are had by so many at once, in the order in which they ask", async () => {
  const slots = createSlots(2);
  const got: number[] = [];
  const take = (who: number) => slots.take(never).then(() => got.push(who));
  await Promise.all([take(1), take(2)]);
  const waiting = [take(3), take(4)];
  await Promise.resolve();
  expect(got).toEqual([1, 2]);
  slots.give();
  await waiting[0];
  expect(got).toEqual([1, 2, 3]);
  slots.give();
  await waiting[1];
  expect(got).toEqual([1, 2, 3, 4]);
});

it("go to nobody who has given up", async () => {
  const slots = createSlots(1);
  await slots.take(never);
  const stop = new AbortController();
  const refused = slots.take(stop.signal);
  const next = slots.take(never);
  stop.abort("enough");
  await expect(refused).rejects.toBe("enough");
  slots.give();
  await next;
  await expect(slots.take(stop.signal)).rejects.toBe("enough");
});
