// What a delivery has at hand while it works on its input.
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../log.ts";
import type { Settings } from "../settings.ts";
import type { Lease } from "../storage/lease.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Forecaster } from "./forecaster.ts";

export interface DeliveryDependencies {
  forecaster: Forecaster;
  store: ObjectStore;
  clock: Clock;
  settings: Settings;
}

/** A delivery that has the lease on its input. */
export interface Attempt extends DeliveryDependencies {
  log: Logger;
  signal: AbortSignal | undefined;
  /** When the delivery is given up; milliseconds since the epoch. */
  deadline: number;
  lease: Lease;
}
