// What a delivery has at hand while it works on its input.
import type { Clock } from "../../core/clock.ts";
import type { InputFault } from "../../core/contract.ts";
import type { DonePart } from "../handover/done.ts";
import type { Estimator } from "../handover/estimator.ts";
import type { FanOut } from "../fanout/fan-out-place.ts";
import type { Publisher } from "../events/publisher.ts";
import type { JobRunner } from "../job/job-runner.ts";
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
  /** What the service hands over to; undefined in the job itself, and where there is none. */
  jobs?: JobRunner | undefined;
  /** What hand-overs are decided by; without it only by the time that is left. */
  estimator?: Estimator | undefined;
  /** Of a panel, what was made before this delivery. */
  done?: readonly DonePart[] | undefined;
  /** Where a panel above a size is cut into slices for many tasks; undefined in the service. */
  fanOut?: FanOut | undefined;
  /** Written as a report instead of any forecast: the last try of the job has failed. */
  givenUp?: InputFault | undefined;
  /** Where others are told of each answer; undefined where nobody is. */
  events?: Publisher | undefined;
  /** Of an answer that stands already: whether it is known that they were told. */
  isTold?: () => Promise<boolean>;
}

/** A delivery that has the lease on its input. */
export interface Attempt extends DeliveryDependencies {
  log: Logger;
  signal: AbortSignal | undefined;
  /** When the delivery is given up; milliseconds since the epoch. */
  deadline: number;
  /** When what is not done by then is handed over; undefined where it cannot be. */
  handOverAt?: number | undefined;
  lease: Lease;
}
