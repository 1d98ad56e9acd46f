// One question for all who ask it at about the same time.
import type { Clock } from "../core/clock.ts";

export interface Found<T> {
  value: T;
  /** When it was asked. */
  atMs: number;
}

/** @returns what asks again once the answer is older than the given time; who comes while it is being asked waits with the others */
export function shared<T>(ask: () => Promise<T>, clock: Clock): (freshMs: number) => Promise<Found<T>> {
  let last: Found<T> | undefined;
  let asking: Promise<Found<T>> | undefined;
  return async (freshMs) => {
    if (last !== undefined && clock.now() - last.atMs < freshMs) return last;
    asking ??= askNow().finally(() => (asking = undefined));
    return asking;
  };

  async function askNow(): Promise<Found<T>> {
    const atMs = clock.now();
    last = { value: await ask(), atMs };
    return last;
  }
}
