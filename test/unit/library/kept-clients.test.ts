import { expect, it } from "vitest";
import { createKeptClients } from "../../../src/library/kept-clients.ts";
import type { Clients } from "../../../src/provision/google/clients.ts";

function opener() {
  const events: string[] = [];
  let count = 0;
  const open = (): Clients => {
    const number = ++count;
    events.push(`open ${number}`);
    return { close: async () => void events.push(`close ${number}`) } as unknown as Clients;
  };
  return { events, open };
}

it("opens once for those of one place, and closes at the end", async () => {
  const { events, open } = opener();
  const kept = createKeptClients();
  const seen = await Promise.all([
    kept.using("a", open, async (each) => each),
    kept.using("a", open, async (each) => each),
  ]);
  expect(seen[0]).toBe(seen[1]);
  expect(events).toEqual(["open 1"]);
  await kept.close();
  expect(events).toEqual(["open 1", "close 1"]);
});

it("closes those of another place once nobody uses them any more", async () => {
  const { events, open } = opener();
  const kept = createKeptClients();
  const work = Promise.withResolvers<void>();
  const slow = kept.using("a", open, () => work.promise);
  await kept.using("b", open, async () => {});
  expect(events).toEqual(["open 1", "open 2"]);
  work.resolve();
  await slow;
  expect(events).toEqual(["open 1", "open 2", "close 1"]);
  await expect(kept.using("b", open, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await kept.close();
  expect(events.at(-1)).toBe("close 2");
});
