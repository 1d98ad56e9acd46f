import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { createAgenda } from "../../../../src/local/services/agenda.ts";

function start(list: Parameters<typeof createAgenda>[0]["list"], longestWaitMs: number) {
  const reported: string[] = [];
  const context = { clock: systemClock, report: (line: string) => void reported.push(line) };
  const agenda = createAgenda({ context, owner: "Somebody", list, longestWaitMs });
  onTestFinished(() => agenda.close());
  agenda.start();
  return { reported, agenda };
}

it("begins what is due, once at a time, and the rest in its time", async () => {
  const begun: string[] = [];
  const under = Promise.withResolvers<void>();
  const later = Date.now() + 50;
  const thing = (key: string, at: number) => ({
    key,
    at,
    begin() {
      begun.push(key);
      return under.promise;
    },
  });
  const { agenda } = start(() => [thing("slow", 0), thing("later", later)], 60_000);
  agenda.changed();
  expect(begun).toEqual(["slow"]);
  await expect.poll(() => begun).toEqual(["slow", "later"]);
  expect(Date.now()).toBeGreaterThanOrEqual(later - 1);
  under.resolve();
});

it("waits before it does again what could not be recorded, and before it reads again what could not be read", async () => {
  let [begun, read] = [0, 0];
  const begin = async () => {
    begun++;
    throw new Error("full");
  };
  const work = start(() => [{ key: "a", at: 0, begin }], 60_000);
  const unreadable = start(() => {
    read++;
    throw new Error("full");
  }, 60_000);
  await expect.poll(() => work.reported).toEqual([expect.stringMatching(/^Somebody: Error: full\n/)]);
  work.agenda.changed();
  expect(unreadable.reported).toHaveLength(1);
  expect([begun, read]).toEqual([1, 1]);
});

it("does again afterwards what failed", async () => {
  let begun = 0;
  const begin = () => (++begun === 1 ? Promise.reject(new Error("full")) : Promise.resolve());
  start(() => (begun < 2 ? [{ key: "a", at: 0, begin }] : []), 10);
  await expect.poll(() => begun).toBe(2);
});
