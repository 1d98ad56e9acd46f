// Ordered delivery: the messages of one key go to one taker at a time, in the order of their publishing, as many ahead as it
// has room for. https://cloud.google.com/pubsub/docs/ordering
// What is here is only which keys to look at, so that nobody has to look at all that waits; it may be lost at any time.
import type { ClaimOptions, Delivery, MessageTable } from "./message-table.ts";

type Taker = object;

interface Keys {
  /** Those that may have messages to give out. */
  open: Set<string>;
  /** Somebody else has messages of these. */
  held: Set<string>;
  /** Until when the first message rests. */
  resting: Map<string, number>;
  takers: Map<string, Taker>;
}

interface OrderedClaim extends ClaimOptions {
  /** Gets the messages of the key; the next ones are only for the same. Without it a key has one message under way. */
  taker?: Taker;
}

export function createOrderedLines(table: Pick<MessageTable, "claim" | "claimLine" | "isUnderWay" | "keys">) {
  const known = new Map<string, Keys>();

  function keysOf(name: string): Keys {
    let keys = known.get(name);
    if (!keys) {
      keys = { open: new Set(table.keys(name)), held: new Set(), resting: new Map(), takers: new Map() };
      known.set(name, keys);
    }
    return keys;
  }

  function open(keys: Keys, key: string): void {
    keys.held.delete(key);
    keys.resting.delete(key);
    keys.open.add(key);
  }

  return {
    claim(name: string, options: OrderedClaim): Delivery[] {
      const { taker, now } = options;
      const keys = keysOf(name);
      for (const [key, at] of keys.resting) if (at <= now) open(keys, key);
      const claimed = table.claim(name, options);
      let bytes = options.bytes - bytesOf(claimed);
      for (const key of keys.open) {
        const messages = options.messages - claimed.length;
        if (messages <= 0 || bytes <= 0) break;
        keys.open.delete(key);
        const isTakers = taker !== undefined && keys.takers.get(key) === taker;
        if (!isTakers && table.isUnderWay(name, key)) {
          keys.held.add(key);
          continue;
        }
        const found = table.claimLine(name, key, { ...options, messages: taker ? messages : 1, bytes });
        claimed.push(...found.claimed);
        bytes -= bytesOf(found.claimed);
        if (taker !== undefined && found.claimed.length > 0) keys.takers.set(key, taker);
        else if (found.claimed.length === 0 && !table.isUnderWay(name, key)) keys.takers.delete(key);
        if (typeof found.next === "object") keys.resting.set(key, found.next.restsUntil);
        // There is no room left, or nobody may have the next one yet. At the end, so that no key keeps the others waiting.
        else if (found.next === "full") (taker ? keys.open : keys.held).add(key);
      }
      return claimed;
    },
    /** A message of the key waits that did not before. */
    came(name: string, key: string): void {
      const keys = known.get(name);
      if (keys && key !== "") open(keys, key);
    },
    /** A message of the key has been acknowledged. */
    ended(name: string, key: string): void {
      const keys = known.get(name);
      if (!keys || key === "") return;
      if (keys.held.has(key)) open(keys, key);
      if (!keys.open.has(key) && !table.isUnderWay(name, key)) keys.takers.delete(key);
    },
    /** When the next rest ends. */
    nextEvent(name: string): number | undefined {
      const times = known.get(name)?.resting.values() ?? [];
      return [...times].reduce<number | undefined>((least, at) => Math.min(at, least ?? at), undefined);
    },
    /** Looks everything up again. */
    forget: (name: string) => void known.delete(name),
    forgetAll: () => known.clear(),
  };
}

const bytesOf = (deliveries: Delivery[]): number =>
  deliveries.reduce((sum, { data }) => sum + data.length, 0);
