// The schedules of a stack. They stand in no configuration: `schedule add` makes them, so what is there says which there are.
import type { Names } from "../../core/names.ts";
import { schedulesPrefix } from "../../core/schedules/schedule-contract.ts";
import { despiteFaults, type CloudContext } from "../engine/context.ts";
import { node, nodeOf, type Node } from "../engine/node.ts";
import { isServiceDisabled } from "../google/cloud-error.ts";
import { bucketIamMember } from "../resources/iam-member.ts";
import { runService } from "../resources/run/run-service.ts";
import { listSchedules, scheduleJob, type ScheduleJobLive } from "../resources/schedule-job.ts";

/** By name. Nothing is scheduled where the API is off. */
export async function findSchedules(ctx: CloudContext): Promise<ScheduleJobLive[]> {
  const listing = { ...ctx, kind: scheduleJob };
  try {
    return await despiteFaults(listing, () => listSchedules(listing));
  } catch (error) {
    if (isServiceDisabled(error)) return [];
    throw error;
  }
}

/** What the user calls it. */
export const scheduleNameOf = (job: Pick<ScheduleJobLive, "name">, stack: string): string =>
  job.name
    .split("/")
    .at(-1)!
    .slice(stack.length + 1);

/**
 * The stack with its schedules: for each its job, brought to the service's address, and for all of them the right without
 * which a tick could make no manifest.
 */
export function withSchedules(
  nodes: readonly Node[],
  found: readonly ScheduleJobLive[],
  names: Names,
): Node[] {
  if (found.length === 0) return [...nodes];
  const placed = (id: string) => nodes.find((each) => each.id === id)!;
  const service = nodeOf(nodes, runService);
  const grant = node("runtime-makes-manifests", bucketIamMember, manifestGrant(names), [
    placed("input-bucket"),
    placed("runtime-account"),
  ]);
  const jobs = found.map((job) => {
    const schedule = scheduleNameOf(job, names.stack);
    return node(
      `schedule-${schedule}`,
      scheduleJob,
      (known) => ({
        project: names.project,
        region: names.region,
        stack: names.stack,
        schedule,
        cron: job.cron,
        timezone: job.timezone,
        order: job.order,
        serviceUri: known.of(service, ({ uri }) => uri),
        invoker: names.invokerAccount,
      }),
      [service, placed("invoker-calls-service"), grant],
    );
  });
  return [...nodes, grant, ...jobs];
}

/** Only there, and only new objects: what is in the bucket cannot be replaced with it. */
export const manifestGrant = ({ inputBucket, runtimeAccount }: Names) => ({
  resource: `buckets/${inputBucket}`,
  role: "roles/storage.objectCreator",
  member: `serviceAccount:${runtimeAccount}`,
  condition: {
    title: "only schedules",
    expression: `resource.name.startsWith("projects/_/buckets/${inputBucket}/objects/${schedulesPrefix}")`,
  },
});
