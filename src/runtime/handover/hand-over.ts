// What stops a delivery that the job is to end, and where forecasts are to be made.
import type { RawParameters } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import type { Attempt } from "../forecast/attempt.ts";
import { ForecasterError } from "../forecast/forecaster.ts";
import type { DonePart } from "./done.ts";
import { placesToForecast, type HandoverReason, type PlaceToForecast } from "../../core/job/job-contract.ts";

/** Thrown on purpose from wherever the work is, and caught where a delivery is answered. */
export class HandOver extends CloudRunnerError {
  override readonly name = "HandOver";
  readonly reason: HandoverReason;
  /** Seconds that the whole would take. */
  readonly estimate: number | undefined;
  /** Of a panel, what is made already. */
  readonly done: readonly DonePart[];

  constructor(reason: HandoverReason, estimate?: number, done: readonly DonePart[] = []) {
    super("The job is to make this forecast.", { code: "forecast.handed-over" });
    this.reason = reason;
    this.estimate = estimate;
    this.done = done;
  }
}

/** Whether a forecast failed because its time was up, and not by itself. */
const isLate = (error: unknown): boolean =>
  error instanceof ForecasterError &&
  (error.code === "forecast.timed-out" || error.code === "forecast.not-started");

/** A timer may be so much early. */
const slackMs = 20;

/** Whether it is time to hand over what is not done. */
export const isTimeTo = (handOverAt: number | undefined, nowMs: number): handOverAt is number =>
  handOverAt !== undefined && nowMs >= handOverAt - slackMs;

/** What to throw for a failure: when it is time to hand over, that is why. */
export const orHandOver = (
  error: unknown,
  { handOverAt, clock }: Pick<Attempt, "handOverAt" | "clock">,
): unknown => (isLate(error) && isTimeTo(handOverAt, clock.now()) ? new HandOver("deadline") : error);

/** Does a part of a delivery that cannot be cut into smaller ones; when its time is up, it is the job's. */
export async function untilHandOver<T>(
  attempt: Pick<Attempt, "handOverAt" | "deadline" | "clock">,
  work: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const { handOverAt, deadline, clock } = attempt;
  try {
    return await work((handOverAt ?? deadline) - clock.now());
  } catch (error) {
    throw orHandOver(error, attempt);
  }
}

/** The parameter `on`; what is none of its values is for the schema of the parameters to refuse. */
export const placeIn = ({ on }: RawParameters): PlaceToForecast =>
  placesToForecast.find((place) => place === String(on).trim().toLowerCase()) ?? "auto";
