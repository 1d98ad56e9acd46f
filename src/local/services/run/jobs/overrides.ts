// What one execution has otherwise than its job. https://cloud.google.com/run/docs/execute/jobs#override-job-configuration
import type { Container, EnvVar } from "../api/resources.ts";
import { withoutUnset } from "../api/unset.ts";
import { violation } from "../api/validate-container.ts";
import type { ExecutionTemplate } from "./job-resources.ts";

interface ContainerOverride {
  name?: string;
  args?: string[];
  env?: EnvVar[];
  clearArgs?: boolean;
}

export interface Overrides {
  containerOverrides?: ContainerOverride[];
  taskCount?: number;
  timeout?: { seconds?: string; nanos?: number };
}

/** Whether anything is to be otherwise: that takes a permission of its own. */
export const hasOverrides = (overrides: Overrides): boolean =>
  Object.keys(withoutUnset(overrides)).length > 0;

export function overridden(template: ExecutionTemplate, given: Overrides): ExecutionTemplate {
  const { containerOverrides = [], taskCount, timeout } = withoutUnset(given);
  const { template: task = {} } = template;
  const containers = containerOverrides.reduce(overriddenContainers, task.containers ?? []);
  return {
    ...template,
    ...(taskCount !== undefined && { taskCount }),
    template: { ...task, containers, ...(timeout && { timeout }) },
  };
}

function overriddenContainers(containers: Container[], override: ContainerOverride): Container[] {
  const { name, args, env, clearArgs } = override;
  const index = containers.findIndex((container) => name === undefined || container.name === name);
  const before = containers[index];
  if (before === undefined) {
    throw violation("overrides.container_overrides.name", `The job has no container "${name}".`);
  }
  const { args: argsBefore, ...rest } = before;
  const replaced = args ?? (clearArgs ? undefined : argsBefore);
  const changed = {
    ...rest,
    ...(replaced && { args: replaced }),
    ...(env && { env: mergedEnv(before.env, env) }),
  };
  return containers.with(index, changed);
}

/** A variable of the override takes the place of one of the same name; the others stay. */
function mergedEnv(before: EnvVar[] = [], override: EnvVar[]): EnvVar[] {
  const names = new Set(override.map(({ name }) => name));
  return [...before.filter(({ name }) => !names.has(name)), ...override];
}
