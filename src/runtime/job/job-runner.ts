// Starts executions of the job and looks after them, by Cloud Run's API:
// https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs/run
// A request or two for a large input: Google's client of it would be half a megabyte in the image.
import { withinTime, type Clock } from "../../core/clock.ts";
import { CloudError } from "../../core/errors.ts";
import { isPassingRefusal, refusalOf } from "../../core/refusals.ts";
import type { Status } from "../../core/status.ts";
import { refusalIn } from "../plain-requests.ts";

export interface RunRequest {
  /** Goes over the job's own. */
  env: Readonly<Record<string, string>>;
  /** One unless given. */
  taskCount?: number;
}

/** `gone`: nobody knows of it any more. */
export type ExecutionState = "running" | "succeeded" | "failed" | "gone";

/** Every method throws CloudError, `job.unavailable` for what may pass by itself, else `job.refused`. */
export interface JobRunner {
  /** @returns `projects/P/locations/R/jobs/NAME/executions/EXECUTION`. An answer that is lost may leave one running. */
  run(request: RunRequest): Promise<string>;
  state(execution: string): Promise<ExecutionState>;
}

export interface JobRunnerOptions {
  /** `projects/P/locations/R/jobs/NAME` */
  job: string;
  endpoint: string;
  token: () => Promise<string>;
  clock: Clock;
}

/** Cloud Run answers within a second or two; the delivery that waits has more to do. */
const answerMs = 20_000;

export function createJobRunner({ job, endpoint, token, clock }: JobRunnerOptions): JobRunner {
  return {
    async run({ env, taskCount }) {
      const containerOverrides = [{ env: Object.entries(env).map(([name, value]) => ({ name, value })) }];
      const overrides = { containerOverrides, ...(taskCount !== undefined && { taskCount }) };
      const operation = await ask("start", "POST", `${job}:run`, { overrides });
      const execution = (operation?.["metadata"] as { name?: unknown } | undefined)?.name;
      if (typeof execution === "string") return execution;
      throw failure("start", { status: "INTERNAL", message: "The answer names no execution." });
    },

    async state(execution) {
      const found = await ask("look at", "GET", execution);
      if (found === undefined) return "gone";
      if (found["completionTime"] === undefined) return "running";
      return Number(found["succeededCount"] ?? 0) >= Number(found["taskCount"] ?? 1) ? "succeeded" : "failed";
    },
  };

  /** Undefined for an execution that is not there. */
  async function ask(
    verb: "start" | "look at",
    method: "GET" | "POST",
    path: string,
    body?: object,
  ): Promise<Record<string, unknown> | undefined> {
    let response: Response;
    let text: string;
    try {
      const authorization = `Bearer ${await token()}`;
      [response, text] = await withinTime(clock, answerMs, async (signal) => {
        const answer = await fetch(`${endpoint}/v2/${path}`, {
          method,
          headers: { authorization, "content-type": "application/json" },
          ...(body && { body: JSON.stringify(body) }),
          signal,
        });
        return [answer, await answer.text()] as const;
      });
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw failure(verb, { status: "UNAVAILABLE", message, cause });
    }
    if (response.ok) return parse(text);
    const { status, message } = refusalIn(response.status, text);
    if (method === "GET" && status === "NOT_FOUND") return undefined;
    throw failure(verb, { status, message });
  }

  function failure(
    verb: string,
    { status, message, cause }: { status: Status; message: string; cause?: unknown },
  ): CloudError {
    const refusal = refusalOf({ status, reason: undefined, message });
    // So many executions at once are too many; those before it end.
    const retryable = isPassingRefusal(refusal) || status === "RESOURCE_EXHAUSTED";
    return new CloudError(`Cloud Run could not ${verb} ${job}: ${message}`, {
      code: retryable ? "job.unavailable" : "job.refused",
      status,
      retryable,
      refusal,
      cause,
      fix: "`cloud-runner up` makes the job and its grants anew.",
    });
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A page of a proxy.
    return {};
  }
}
