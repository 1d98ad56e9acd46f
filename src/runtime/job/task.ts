// What Cloud Run tells a task of the job, and what the order in the output bucket says.
// https://cloud.google.com/run/docs/container-contract#jobs-env-vars
import { jobEnvironment, jobsPrefix, type WorkOrder } from "../../core/job/job-contract.ts";
import { parseJsonText } from "../../core/text/json-text.ts";
import { ConfigError } from "../../core/errors.ts";

export interface Task {
  /** Name of the order in the output bucket. */
  order: string;
  execution: string;
  /** From 0. */
  index: number;
  count: number;
  /** Whether Cloud Run will not try this task again. */
  isLastTry: boolean;
  /** Whether it only takes slices of a panel that another task has cut. */
  isHelper: boolean;
  /** Where the plan of that panel is; by default beside the order. */
  folder?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError */
export function readTask(env: Environment, outputBucket: string): Task {
  const uri = env[jobEnvironment.workOrder] ?? "";
  const start = `gs://${outputBucket}/`;
  if (!uri.startsWith(`${start}${jobsPrefix}`)) {
    throw new ConfigError(
      `${jobEnvironment.workOrder} is "${uri}", and not an order in ${start}${jobsPrefix}.`,
      {
        code: "environment.invalid",
        fix: "Upload the input again: the service starts the job with an order. By hand it has nothing to do.",
      },
    );
  }
  const whole = (name: string, fallback: number) => {
    const value = Number(env[name] || fallback);
    return Number.isInteger(value) ? value : fallback;
  };
  return {
    order: uri.slice(start.length),
    execution: env["CLOUD_RUN_EXECUTION"] || "unknown",
    index: whole("CLOUD_RUN_TASK_INDEX", 0),
    count: whole("CLOUD_RUN_TASK_COUNT", 1),
    isHelper: env[jobEnvironment.workPhase] === "forecast",
    folder: env[jobEnvironment.workFolder] || undefined,
    isLastTry: whole("CLOUD_RUN_TASK_ATTEMPT", 0) >= whole(jobEnvironment.maximumRetries, 3),
  };
}

/** @throws Error for what no version of this service has written */
export function parseOrder(content: Uint8Array): WorkOrder {
  const order = parseJsonText(new TextDecoder().decode(content)) as WorkOrder;
  const version: number = order.schemaVersion;
  if (version !== 1) throw new Error(`The order has schema version ${version}, not 1.`);
  return order;
}
