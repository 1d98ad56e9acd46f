// The plan of a stack with what stands in no configuration: its schedules, and whom an earlier one had told of failures.
import type { Names } from "../../core/names.ts";
import type { CloudContext } from "../../provision/engine/context.ts";
import type { Node } from "../../provision/engine/node.ts";
import { plan, type Plan, type PlanOptions } from "../../provision/engine/plan.ts";
import { leftOverAlerts } from "../../provision/nodes/alert-nodes.ts";
import { findSchedules, withSchedules } from "../../provision/nodes/schedule-nodes.ts";

/** Both are read at once. Few stacks have any of it; where there is some, all is read again with it. */
export async function planScheduled(
  cloud: CloudContext,
  stack: readonly Node[],
  names: Names,
  options: PlanOptions,
): Promise<{ planned: Plan; schedules: number }> {
  const finding = findSchedules(cloud);
  // What is wrong with the project as a whole, the stack says better.
  finding.catch(() => {});
  const planned = await plan(cloud, stack, options);
  const [found, leftOver] = await Promise.all([finding, leftOverAlerts(cloud, stack, planned.observed)]);
  const schedules = found.length;
  if (schedules + leftOver.length === 0) return { planned, schedules };
  const whole = [...withSchedules(stack, found, names), ...leftOver];
  return { planned: await plan(cloud, whole, options), schedules };
}
