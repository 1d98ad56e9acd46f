// What the job is at right now: its executions that have not come to their end.
import type { protos } from "@google-cloud/run";
import pMap from "p-map";
import { CloudError } from "../../core/errors.ts";
import type { FanOutProgress } from "../../core/job/fan-out-progress.ts";
import { jobEnvironment } from "../../core/job/job-contract.ts";
import { briefly, call, unlessNotFound, type CloudContext } from "../../provision/engine/context.ts";
import { readFanOut } from "../job/read-fan-out.ts";
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
  /** How many of the series of its panel are done, where it has cut one into slices. */
  series?: FanOutProgress;
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
    const running = (found?.[0] ?? []).filter(({ completionTime }) => !completionTime);
    const folders = new Set(running.flatMap((execution) => folderOf(execution, base.names) ?? []));
    const progress = new Map(
      await pMap(
        [...folders].slice(0, mostAsked),
        async (folder) => [folder, await readFanOut(base, folder)] as const,
        { concurrency: mostAsked },
      ),
    );
    return running.map((execution) => {
      const series = progress.get(folderOf(execution, base.names) ?? "");
      return { ...viewOf(execution), ...(series && { series }) };
    });
  } catch (error) {
    // The status of everything else is worth showing without it.
    if (error instanceof CloudError) return undefined;
    throw error;
  }
}

/** Panels whose progress is looked at: a page has no room for more. */
const mostAsked = 5;

/** Of the panel that it works on, in the output bucket. */
function folderOf({ template }: Execution, { outputBucket }: CloudContext["names"]): string | undefined {
  const env = template?.containers?.[0]?.env ?? [];
  const value = (of: string) => env.find(({ name }) => name === of)?.value || undefined;
  const folder = value(jobEnvironment.workFolder);
  if (folder !== undefined) return folder;
  const order = value(jobEnvironment.workOrder);
  const start = `gs://${outputBucket}/`;
  return order?.startsWith(start) ? order.slice(start.length, order.lastIndexOf("/") + 1) : undefined;
}

const viewOf = (execution: Execution): RunningExecution => ({
  name: execution.name?.split("/").at(-1) ?? "",
  tasks: execution.taskCount ?? 1,
  succeeded: execution.succeededCount ?? 0,
  failed: execution.failedCount ?? 0,
  running: execution.runningCount ?? 0,
  since: new Date(Number(execution.createTime?.seconds ?? 0) * 1000).toISOString(),
});
