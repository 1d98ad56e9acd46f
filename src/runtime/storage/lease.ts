// Says to other deliveries of the same input that its forecast is under way. It saves work and decides nothing: what
// is written is judged by generations alone, so a lease that is lost, late or misread costs a second forecast at most.
import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { leaseMetadata, leaseName, resultMetadata } from "../../core/contract.ts";
import { errorFields, type Logger } from "../log.ts";
import type { Notification } from "../delivery/notification.ts";
import { contended, isOlder, type ObjectStore, type StoredObject } from "./object-store.ts";
import type { Settings } from "../settings.ts";

export interface LeaseDependencies {
  store: ObjectStore;
  clock: Clock;
  settings: Pick<Settings, "outputBucket">;
}

/** Ours, renewed until one of its methods is called; none of them throws. */
export interface Lease {
  kind: "taken";
  /** Whether there was none, neither held by a delivery nor left by one. */
  isNew: boolean;
  /** Forecasts of this input generation that have failed before. */
  failures: number;
  /** Removes it. */
  release: () => Promise<void>;
  /** Leaves it to the next delivery, which may take it at once, knows by it that there is more to look for, and counts from zero. */
  leave: () => Promise<void>;
  /** Leaves it to the next delivery, which may take it at once and learns of one more failure. */
  fail: () => Promise<void>;
}

/** Somebody else's. */
export interface Held {
  kind: "held";
  expiresAt: number;
  /** Removes it if it is for that generation of the input or an older one: that generation is answered. */
  release: () => Promise<void>;
}

/** Two renewals in a row may fail. A lease that outlives its holder by as much costs three attempts of a hundred: waits double. */
const leaseMs = 10_000;
const renewalMs = 3_000;

const maximumRounds = 5;

/**
 * Takes the lease on that input, unless another delivery holds one for the same generation of it or a newer one.
 * @throws CloudError when Storage cannot be asked.
 */
export async function takeLease(
  { bucket, name: input, generation }: Notification,
  { store, clock, settings }: LeaseDependencies,
  log: Logger,
): Promise<Lease | Held> {
  const name = nameFor(input);
  const holder = randomUUID();
  let replaces = "0";
  let failures = 0;
  for (let round = 1; round <= maximumRounds; round++) {
    const written = await store.write({
      bucket: settings.outputBucket,
      name,
      content: "",
      contentType: "application/octet-stream",
      metadata: {
        [resultMetadata.inputBucket]: bucket,
        [resultMetadata.inputName]: input,
        [resultMetadata.inputGeneration]: generation,
        [leaseMetadata.holder]: holder,
        [leaseMetadata.expiresAt]: String(clock.now() + leaseMs),
        [leaseMetadata.failures]: String(failures),
      },
      replaces,
    });
    if (written !== "conflict") return hold(written.generation, round === 1);
    const found = await store.stat(settings.outputBucket, name);
    replaces = found?.generation ?? "0";
    failures = 0;
    if (found === undefined) continue;
    const seen = read(found);
    // Our own, when only the answer to its first writing was lost.
    if (seen.holder === holder) return hold(found.generation, false);
    const isForUs = seen.bucket === bucket && seen.generation !== undefined;
    if (!isForUs || isOlder(seen.generation!, generation)) continue;
    const leftMs = seen.expiresAt - clock.now();
    // An expiry farther off than a lease lasts was written by a clock that ran ahead of ours.
    if (leftMs > 0 && leftMs <= 2 * leaseMs) return held(found, seen.generation!, seen.expiresAt);
    const hasExpired = seen.expiresAt > 0;
    // Whoever held it then has died with it, or is as good as dead.
    if (seen.generation === generation) failures = seen.failures + (hasExpired && leftMs <= 0 ? 1 : 0);
    if (hasExpired) log.log("WARNING", `The lease on ${input} has expired`, { expiredMs: -leftMs });
  }
  throw contended(`Other deliveries kept changing the lease on gs://${bucket}/${input}.`);

  function held(found: StoredObject, of: string, expiresAt: number): Held {
    return {
      kind: "held",
      expiresAt,
      release: async () => {
        if (isOlder(generation, of)) return;
        await quietly("release", () => store.remove(found));
      },
    };
  }

  function hold(leaseGeneration: string, isNew: boolean): Lease {
    const lease = { bucket: settings.outputBucket, name, generation: leaseGeneration };
    const stop = new AbortController();
    const renewals = renew();
    let over: Promise<void> | undefined;
    return {
      kind: "taken",
      isNew,
      failures,
      release: () => (over ??= end(() => store.remove(lease))),
      leave: () => (over ??= end(() => mark(0))),
      fail: () => (over ??= end(() => mark(failures + 1))),
    };

    function mark(counted: number): Promise<unknown> {
      return store.update(lease, {
        [leaseMetadata.expiresAt]: "0",
        [leaseMetadata.failures]: String(counted),
      });
    }

    async function renew(): Promise<void> {
      for (;;) {
        try {
          await clock.sleep(renewalMs, stop.signal);
        } catch {
          return;
        }
        const expiresAt = String(clock.now() + leaseMs);
        const outcome = await quietly("renew", () =>
          store.update(lease, { [leaseMetadata.expiresAt]: expiresAt }),
        );
        if (outcome !== "conflict") continue;
        log.log("INFO", `The lease on ${input} is gone: another delivery has taken it over or answered`);
        return;
      }
    }

    async function end(last: () => Promise<unknown>): Promise<void> {
      stop.abort("over");
      // A renewal that arrives late would undo what follows.
      await renewals;
      await quietly("release", last);
    }
  }

  async function quietly<T>(verb: "renew" | "release", work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      log.log("WARNING", `Could not ${verb} the lease on ${input}; it expires by itself`, errorFields(error));
      return undefined;
    }
  }
}

/** Names have at most 1,024 bytes: https://docs.cloud.google.com/storage/docs/objects#naming. */
function nameFor(input: string): string {
  const name = leaseName(input);
  if (Buffer.byteLength(name) <= 1024) return name;
  return leaseName(createHash("sha256").update(input).digest("hex"));
}

function read({ metadata }: StoredObject) {
  const number = (key: string) => {
    const value = metadata[key];
    return value !== undefined && /^\d+$/.test(value) ? value : undefined;
  };
  return {
    bucket: metadata[resultMetadata.inputBucket],
    generation: number(resultMetadata.inputGeneration),
    holder: metadata[leaseMetadata.holder],
    expiresAt: Number(number(leaseMetadata.expiresAt) ?? 0),
    failures: Number(number(leaseMetadata.failures) ?? 0),
  };
}
