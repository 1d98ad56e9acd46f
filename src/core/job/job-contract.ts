// What the service, its job and the command line agree on about work that is handed over to the job.
import { createHash } from "node:crypto";
import { reservedPrefix } from "../contract.ts";

/** Environment variables of handed-over work, beside those that service and job share. */
export const jobEnvironment = {
  /** On the service: `projects/P/locations/R/jobs/NAME`. Without it nothing is handed over. */
  job: "FORECAST_JOB",
  /** On an execution: the address of its order, `gs://OUTPUT/.cloud-runner/jobs/KEY/order.json`. */
  workOrder: "WORK_ORDER",
  /** `forecast` on the tasks that take slices of a panel; absent on the one that cuts it and puts it together. */
  workPhase: "WORK_PHASE",
  /** On these: the folder with the plan of the panel, which is another than the order's for an input of a manifest. */
  workFolder: "WORK_FOLDER",
  /** On the job: how often a task is tried again. Its last try writes a report instead of failing in silence. */
  maximumRetries: "JOB_MAXIMUM_RETRIES",
  /** On the local cloud: where Cloud Run's API is, and what to show there instead of a token of Google's. */
  apiEndpoint: "RUN_API_ENDPOINT",
  apiToken: "RUN_API_TOKEN",
} as const;

/** One generation of an object in the input bucket. */
export interface InputGeneration {
  bucket: string;
  name: string;
  generation: string;
}

/**
 * `asked`: by `forecast-on: job`. `estimate`: would not fit. `pace`: did not go as fast as needed. `deadline`: was overrun.
 * `size`: is more than an instance may hold. `memory`: took more than an instance has.
 */
export type HandoverReason = "asked" | "size" | "estimate" | "pace" | "deadline" | "memory";

/** What an execution of the job is to do: body of `order.json`. That it is there says that its input is handed over. */
export interface WorkOrder {
  schemaVersion: 1;
  input: InputGeneration;
  /** Of the delivery that handed it over, since both stand on every result. */
  origin: { messageId: string; deliveryAttempt: number };
  reason: HandoverReason;
  /** Seconds that the service thought it would take. */
  estimate?: number;
  /** Object in the output bucket with the forecasts that were made before; not there yet, or never, where a delivery died. */
  done?: string;
}

/** Custom metadata of an order. */
export const orderMetadata = {
  /** `projects/P/locations/R/jobs/NAME/executions/EXECUTION`, once Cloud Run has answered with it. */
  execution: "cloud-runner-execution",
} as const;

/** Everything that belongs to handed-over work, a folder for each input generation. */
export const jobsPrefix = `${reservedPrefix}jobs/`;

/** `.cloud-runner/jobs/KEY/`: where the order is, and all that is made on the way to its result. */
export function jobFolder({ bucket, name, generation }: InputGeneration): string {
  const key = createHash("sha256").update(`${bucket}/${name}#${generation}`).digest("hex").slice(0, 32);
  return `${jobsPrefix}${key}/`;
}

/** In the output bucket. */
export const orderName = (input: InputGeneration): string => `${jobFolder(input)}order.json`;

/** `forecast-on` on an upload: where its forecast is made. `auto` hands over what the service has no time for. */
export const placesToForecast = ["auto", "service", "job"] as const;

export type PlaceToForecast = (typeof placesToForecast)[number];
