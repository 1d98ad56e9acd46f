// What the job is at right now: its executions that have not come to their end.
import type { protos } from "@google-cloud/run";
import { CloudError } from "../../core/errors.ts";
import { briefly, call, unlessNotFound, type CloudContext } from "../../provision/engine/context.ts";
import { jobName } from "../../provision/service-container.ts";

export interface RunningExecution {
  /** Short name. */
  name: string;
  /** Tasks of it. */
  tasks: number;
  /** Those that came to their end well. */
  succeeded: number;
  failed: number;
  running: number;
  /** When it was asked for, ISO, UTC. */
  since: string;
}

type Execution = protos.google.cloud.run.v2.IExecution;

/** More than these are worth no page of their own; the newest come first. */
const most = 100;

/** The newest first; undefined when Cloud Run does not say. */
export async function readExecutions(base: CloudContext): Promise<RunningExecution[] | undefined> {
  const parent = jobName(base.names);
  const ask = async () =>
    (await base.clients.executions()).listExecutions({ parent, pageSize: most }, { autoPaginate: false });
  try {
    const found = await unlessNotFound(briefly(base, () => call(base, "run.ListExecutions", parent, ask)));
    return (found?.[0] ?? []).filter(({ completionTime }) => !completionTime).map(viewOf);
  } catch (error) {
    // The status of everything else is worth showing without it.
    if (error instanceof CloudError) return undefined;
    throw error;
  }
}

const viewOf = (execution: Execution): RunningExecution => ({
  name: execution.name?.split("/").at(-1) ?? "",
  tasks: execution.taskCount ?? 1,
  succeeded: execution.succeededCount ?? 0,
  failed: execution.failedCount ?? 0,
  running: execution.runningCount ?? 0,
  since: new Date(Number(execution.createTime?.seconds ?? 0) * 1000).toISOString(),
});
