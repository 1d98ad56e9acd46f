// What stops a delivery that the job is to end, and where forecasts are to be made.
import type { RawParameters } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { placesToForecast, type HandoverReason, type PlaceToForecast } from "../../core/job/job-contract.ts";

/** Thrown on purpose from wherever the work is, and caught where a delivery is answered. */
export class HandOver extends CloudRunnerError {
  override readonly name = "HandOver";
  readonly reason: HandoverReason;
  /** Seconds that the whole would take. */
  readonly estimate: number | undefined;

  constructor(reason: HandoverReason, estimate?: number) {
    super("The job is to make this forecast.", { code: "forecast.handed-over" });
    this.reason = reason;
    this.estimate = estimate;
  }
}

/** The parameter `on`; what is none of its values is for the schema of the parameters to refuse. */
export const placeIn = ({ on }: RawParameters): PlaceToForecast =>
  placesToForecast.find((place) => place === String(on).trim().toLowerCase()) ?? "auto";
