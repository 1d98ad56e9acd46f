// A burst of files through Storage, Pub/Sub's push and the instances of a service, one event after another.
import { createEventQueue } from "./event-queue.ts";
import { facts } from "./facts.ts";

export interface Service {
  maxInstances: number;
  concurrency: number;
  minimumBackoffSeconds: number;
  maximumBackoffSeconds: number;
  maxDeliveryAttempts: number;
}

export interface Burst {
  /** From the first upload to the last result, seconds. */
  seconds: number;
  /** Pushes that were answered 429 since no instance was free in time. */
  refused: number;
  deadLetters: number;
  /** Time in which instances held a request, all together. */
  busySeconds: number;
  instances: number;
}

interface Push {
  attempt: number;
  /** Whether it waits for an instance still. */
  isWaiting: boolean;
  sentAt: number;
}

/**
 * @param files uploaded as fast as `uploadsPerSecond` allows
 * @param seconds that one of them takes in an instance
 */
export function simulateBurst(
  files: number,
  seconds: number,
  service: Service,
  uploadsPerSecond: number = facts.bucketWrites.value,
): Burst {
  const { patienceSeconds, pushWindowStart, pushWindowMost, coldStartSeconds } = facts;
  const queue = createEventQueue();
  let now = 0;
  const after = (delay: number, event: () => void): void => {
    const at = now + delay;
    queue.add(at, () => {
      now = at;
      event();
    });
  };
  /** Attempts of the messages that wait in Pub/Sub for their turn; the oldest first. */
  let fresh = 0;
  const back: number[] = [];
  let window: number = pushWindowStart.value;
  let threshold: number = pushWindowMost.value;
  let shrunkAt = -1;
  let outstanding = 0;
  /** At the front door. */
  const waiting: Push[] = [];
  let firstWaiting = 0;
  let waitingCount = 0;
  let free = 0;
  let instances = 0;
  let starting = 0;
  let busySeconds = 0;
  let refused = 0;
  let deadLetters = 0;
  let lastResult = 0;

  function send(): void {
    while (outstanding < Math.floor(window) && (fresh > 0 || back.length > 0)) {
      const attempt = back.length > 0 ? back.pop()! : 1;
      if (attempt === 1) fresh--;
      outstanding++;
      arrive({ attempt, isWaiting: true, sentAt: now });
    }
  }

  function arrive(push: Push): void {
    if (free > 0) {
      free--;
      serve(push);
      return;
    }
    waiting.push(push);
    waitingCount++;
    while (waitingCount > starting * service.concurrency && instances + starting < service.maxInstances) {
      starting++;
      after(coldStartSeconds.value, () => {
        starting--;
        instances++;
        for (let place = 0; place < service.concurrency; place++) release();
      });
    }
    after(Math.max(patienceSeconds.value, 3.5 * coldStartSeconds.value), () => {
      if (push.isWaiting) refuse(push);
    });
  }

  function release(): void {
    while (firstWaiting < waiting.length) {
      const next = waiting[firstWaiting++]!;
      if (!next.isWaiting) continue;
      waitingCount--;
      serve(next);
      return;
    }
    free++;
  }

  function serve(push: Push): void {
    push.isWaiting = false;
    busySeconds += seconds;
    after(seconds, () => {
      lastResult = now;
      if (outstanding * 2 >= window) {
        window = Math.min(pushWindowMost.value, window + (window < threshold ? 1 : 1 / window));
      }
      outstanding--;
      release();
      send();
    });
  }

  function refuse(push: Push): void {
    push.isWaiting = false;
    waitingCount--;
    outstanding--;
    refused++;
    if (push.sentAt > shrunkAt) {
      shrunkAt = now;
      window = Math.max(pushWindowStart.value, window / 2);
      threshold = window;
    }
    if (push.attempt >= service.maxDeliveryAttempts) deadLetters++;
    else {
      const pause = Math.min(
        service.minimumBackoffSeconds * 2 ** (push.attempt - 1),
        service.maximumBackoffSeconds,
      );
      after(pause, () => {
        back.push(push.attempt + 1);
        send();
      });
    }
    send();
  }

  let uploaded = 0;
  function upload(): void {
    // In steps of a tenth of a second: single uploads of a million would only make more events.
    const some = Math.min(files - uploaded, Math.max(1, Math.round(uploadsPerSecond / 10)));
    uploaded += some;
    fresh += some;
    send();
    if (uploaded < files) after(0.1, upload);
  }
  upload();
  queue.run();
  return { seconds: lastResult, refused, deadLetters, busySeconds, instances };
}
