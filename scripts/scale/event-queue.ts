// Events in the order of their times: a binary heap, since a simulated day has millions.

export interface EventQueue {
  add(at: number, event: () => void): void;
  /** Runs all that there is and that comes of it; gives the time of the last. */
  run(): number;
}

export function createEventQueue(): EventQueue {
  const heap: { at: number; order: number; event: () => void }[] = [];
  let order = 0;
  const isBefore = (a: number, b: number): boolean =>
    heap[a]!.at < heap[b]!.at || (heap[a]!.at === heap[b]!.at && heap[a]!.order < heap[b]!.order);
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };

  function take() {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        if (left >= heap.length) break;
        const least = left + 1 < heap.length && isBefore(left + 1, left) ? left + 1 : left;
        if (!isBefore(least, at)) break;
        swap(least, at);
        at = least;
      }
    }
    return first;
  }

  return {
    add(at, event) {
      heap.push({ at, order: order++, event });
      for (let child = heap.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (!isBefore(child, parent)) break;
        swap(child, parent);
        child = parent;
      }
    },
    run() {
      let now = 0;
      while (heap.length > 0) {
        const { at, event } = take();
        now = at;
        event();
      }
      return now;
    },
  };
}
