// The instances of one revision: from zero up to the limit while requests wait, and back when they are idle.
// https://cloud.google.com/run/docs/about-instance-autoscaling
import type { Clock } from "../../../../core/clock.ts";
import type { Instance } from "./instance.ts";

export interface PoolLimits {
  minimum: number;
  maximum: number;
  /** Requests at once in one instance. */
  concurrency: number;
  /** Whether idle instances wait for more requests: not those of a revision that gets none any more. */
  keepsIdle: boolean;
}

export interface PoolOptions {
  clock: Clock;
  start(signal: AbortSignal): Promise<Instance>;
  /** Asks for one of the few places in which instances start, or takes it by force; says whether it was given. */
  takeStart(how?: "by-force"): boolean;
  /** Gives the place back; others may be waiting for it. */
  giveStart(): void;
  idleMs: number;
  /** How long a request waits at least before it is answered with 429. */
  pendingMs: number;
}

export interface Lease {
  instance: Instance;
  release(): void;
  /** Gives the place back and ends the instance, which did not take the request. */
  discard(): void;
}

type Refusal = "no-instance" | "start-failed" | "stopped";

/** No instance could be had for a request. */
export class LeaseRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`No instance: ${refusal}.`);
    this.name = "LeaseRefused";
    this.refusal = refusal;
  }
}

export type Pool = ReturnType<typeof createPool>;

interface Member {
  instance: Instance;
  requests: number;
  /** Ends the wait of an idle member. */
  busy: AbortController;
}

interface Waiter {
  resolve(lease: Lease): void;
  reject(error: Error): void;
}

/** Starts that fail one after another before waiting requests are refused. */
const failuresAllowed = 2;

/** An instance that ends sooner than this by itself was of no use. */
const quickDeathMs = 10_000;

/** Quick deaths in a row before instances start for requests only, and no longer to keep the minimum. */
const quickDeathsAllowed = 4;

export function createPool(initial: PoolLimits, options: PoolOptions) {
  const { clock } = options;
  let limits = initial;
  const members = new Set<Member>();
  /** Starts and stops under way: a stop of the pool waits for them. */
  const moving = new Set<Promise<unknown>>();
  const queue: Waiter[] = [];
  const closed = new AbortController();
  let starting = 0;
  let failures = 0;
  let quickDeaths = 0;
  let startMsMean = 0;

  const size = () => members.size + starting;

  function leaseOf(member: Member): Lease {
    member.requests++;
    member.busy.abort("busy");
    let isHeld = true;
    return {
      instance: member.instance,
      release() {
        if (!isHeld) return;
        isHeld = false;
        member.requests--;
        if (member.requests === 0) void restThenStop(member);
        serve();
      },
      discard() {
        if (!isHeld) return;
        isHeld = false;
        if (members.delete(member)) leave(member);
        serve();
      },
    };
  }

  /** The least busy instance; among equals the oldest, so that the others may become idle. */
  function place(): Member | undefined {
    let best: Member | undefined;
    for (const member of members) {
      if (member.requests < limits.concurrency && (!best || member.requests < best.requests)) best = member;
    }
    return best;
  }

  function serve(): void {
    while (queue.length > 0) {
      const member = place();
      if (!member) break;
      queue.shift()!.resolve(leaseOf(member));
    }
    scale();
  }

  function scale(): void {
    while (!closed.signal.aborted) {
      const waiting = queue.length > starting * limits.concurrency && size() < limits.maximum;
      const isHopeless = failures > failuresAllowed || quickDeaths > quickDeathsAllowed;
      const belowMinimum = size() < limits.minimum && !isHopeless;
      if (!(waiting || belowMinimum) || !options.takeStart()) return;
      startOne().catch(scale);
    }
  }

  function startOne(): Promise<void> {
    const done = startInTakenPlace().finally(() => moving.delete(done));
    moving.add(done);
    return done;
  }

  async function startInTakenPlace(): Promise<void> {
    starting++;
    const begin = clock.now();
    let instance: Instance;
    try {
      instance = await options.start(closed.signal);
    } catch (error) {
      starting--;
      failures++;
      if (failures > failuresAllowed) {
        for (const waiter of queue.splice(0)) waiter.reject(new LeaseRefused("start-failed"));
      }
      options.giveStart();
      throw error;
    }
    starting--;
    if (closed.signal.aborted) {
      options.giveStart();
      await instance.stop();
      return;
    }
    const member: Member = { instance, requests: 0, busy: new AbortController() };
    members.add(member);
    failures = 0;
    const startMs = clock.now() - begin;
    startMsMean = startMsMean === 0 ? startMs : startMsMean * 0.7 + startMs * 0.3;
    void instance.exited.then(() => {
      member.busy.abort();
      if (!members.delete(member)) return;
      quickDeaths = clock.now() - begin - startMs < quickDeathMs ? quickDeaths + 1 : 0;
      // It is replaced when the next request comes, or at once where instances are to be kept.
      scale();
    });
    serve();
    if (member.requests === 0) void restThenStop(member);
    // Last: whoever goes on scaling must find this instance, and the requests that it took gone from the queue.
    options.giveStart();
  }

  async function restThenStop(member: Member): Promise<void> {
    member.busy = new AbortController();
    try {
      do {
        await clock.sleep(limits.keepsIdle ? options.idleMs : 0, member.busy.signal);
      } while (members.size <= limits.minimum);
    } catch {
      return;
    }
    members.delete(member);
    leave(member);
  }

  function leave({ instance }: Member): void {
    const done = instance.stop().finally(() => moving.delete(done));
    moving.add(done);
  }

  return {
    configure(next: PoolLimits) {
      limits = next;
      failures = 0;
      quickDeaths = 0;
      for (const member of members) {
        if (member.requests > 0) continue;
        member.busy.abort();
        void restThenStop(member);
      }
      serve();
    },
    /** Starts one instance and keeps it for the requests to come; throws what the start throws. */
    async prove() {
      // The user waits for a deployment, so it does not wait for others.
      options.takeStart("by-force");
      await startOne();
    },
    /** Waits for a free place in an instance. @throws LeaseRefused, or the signal's reason */
    async acquire(signal: AbortSignal): Promise<Lease> {
      signal.throwIfAborted();
      if (closed.signal.aborted) throw new LeaseRefused("stopped");
      const free = queue.length === 0 ? place() : undefined;
      if (free) return leaseOf(free);
      const giveUp = new AbortController();
      const { promise, resolve, reject } = Promise.withResolvers<Lease>();
      const waiter: Waiter = { resolve, reject };
      queue.push(waiter);
      if (failures > failuresAllowed) failures = failuresAllowed;
      const drop = (error: Error) => {
        const index = queue.indexOf(waiter);
        if (index < 0) return;
        queue.splice(index, 1);
        reject(error);
      };
      // As Google has it: three and a half times the usual start, ten seconds at least.
      const patienceMs = Math.max(options.pendingMs, 3.5 * startMsMean);
      clock.sleep(patienceMs, AbortSignal.any([giveUp.signal, signal])).then(
        () => drop(new LeaseRefused("no-instance")),
        () => {
          if (signal.aborted) drop(signal.reason as Error);
        },
      );
      scale();
      try {
        return await promise;
      } finally {
        giveUp.abort("over");
      }
    },
    /** Goes on scaling when a place to start has become free. */
    poke: scale,
    instances: (): Instance[] => [...members].map(({ instance }) => instance),
    counts(): { active: number; idle: number } {
      let active = 0;
      for (const { requests } of members) if (requests > 0) active++;
      return { active, idle: members.size - active };
    },
    /** Ends all instances; the pool is of no use afterwards. */
    async stop() {
      closed.abort(new LeaseRefused("stopped"));
      for (const waiter of queue.splice(0)) waiter.reject(new LeaseRefused("stopped"));
      for (const member of members) {
        member.busy.abort();
        leave(member);
      }
      members.clear();
      await Promise.allSettled(moving);
    },
  };
}
