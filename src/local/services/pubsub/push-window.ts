// Flow control of one push subscription: how many requests may be under way at once.
// https://cloud.google.com/pubsub/docs/push#push_backoff

const start = 5;
const cap = 1000;

export type PushWindow = ReturnType<typeof createPushWindow>;

/**
 * Doubles per round of successes, so that a receiver scales within a few rounds; halves on a failed round and from
 * then on grows by one per round, so that it stays near what the receiver can take. It never falls below the start:
 * a few messages that hang or always fail must not block the others.
 */
export function createPushWindow() {
  let size = start;
  let threshold = cap;
  let shrunkAt = -1;
  return {
    size: (): number => Math.floor(size),
    /** A request was acknowledged while `outstanding` were under way, itself included. */
    succeeded(outstanding: number) {
      // A window that is not used says nothing about the receiver.
      if (outstanding * 2 < size) return;
      size = Math.min(cap, size + (size < threshold ? 1 : 1 / size));
    },
    /** By `sentAt`, failures of requests that were sent together shrink the window only once. */
    failed(sentAt: number, now: number) {
      if (sentAt <= shrunkAt) return;
      shrunkAt = now;
      size = Math.max(start, size / 2);
      threshold = size;
    },
  };
}
