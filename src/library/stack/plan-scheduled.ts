// The plan of a stack with its schedules, which stand in no configuration.
import type { Names } from "../../core/names.ts";
import type { CloudContext } from "../../provision/engine/context.ts";
import type { Node } from "../../provision/engine/node.ts";
import { plan, type Plan, type PlanOptions } from "../../provision/engine/plan.ts";
import { findSchedules, withSchedules } from "../../provision/nodes/schedule-nodes.ts";

/** Both are read at once. Few stacks have schedules; where there are some, all is read again with them. */
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
  const found = await finding;
  if (found.length === 0) return { planned, schedules: 0 };
  return {
    planned: await plan(cloud, withSchedules(stack, found, names), options),
    schedules: found.length,
  };
}
