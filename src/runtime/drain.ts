// Counts the requests under way, so that a stop can wait for them.

export type Drain = ReturnType<typeof createDrain>;

export function createDrain() {
  const idle = Promise.withResolvers<void>();
  let underWay = 0;
  let isDraining = false;
  return {
    /** Returns the function to call when the request is over; undefined once draining has begun. */
    enter(): (() => void) | undefined {
      if (isDraining) return undefined;
      underWay++;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        underWay--;
        if (isDraining && underWay === 0) idle.resolve();
      };
    },
    get isDraining() {
      return isDraining;
    },
    get underWay() {
      return underWay;
    },
    /** Lets nothing new in; resolves when nothing is under way. */
    start(): Promise<void> {
      isDraining = true;
      if (underWay === 0) idle.resolve();
      return idle.promise;
    },
  };
}
