// Counts the requests under way, so that a stop can wait for them.

export interface Drain {
  /** Returns the function to call when the request is over; undefined once draining has begun. */
  enter(): (() => void) | undefined;
  readonly isDraining: boolean;
  readonly underWay: number;
  /** Lets nothing new in; resolves when nothing is under way. */
  start(): Promise<void>;
}

export function createDrain(): Drain {
  const idle = Promise.withResolvers<void>();
  let underWay = 0;
  let isDraining = false;
  return {
    enter() {
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
    start() {
      isDraining = true;
      if (underWay === 0) idle.resolve();
      return idle.promise;
    },
  };
}
