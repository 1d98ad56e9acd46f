// Whether a container may do what it asks for. The owner of the local cloud may do everything.
// https://cloud.google.com/run/docs/reference/iam/roles
import type { Call } from "../../../message.ts";
import type { ServiceContext } from "../../../service.ts";
import { projectIdOf, projectPolicyName } from "../../../state/projects.ts";
import { StatusError } from "../../../wire/status.ts";
import { policyName } from "../api/services.ts";

type Permission =
  | "run.jobs.run"
  | "run.jobs.runWithOverrides"
  | "run.executions.get"
  | "run.executions.list"
  | "run.tasks.get"
  | "run.tasks.list";

const changers = ["roles/run.developer", "roles/run.admin", "roles/editor", "roles/owner"];
const readers = ["roles/run.viewer", "roles/viewer", ...changers];
const overriders = ["roles/run.jobsExecutorWithOverrides", ...changers];

const roles: Readonly<Record<Permission, readonly string[]>> = {
  "run.jobs.run": ["roles/run.invoker", "roles/run.jobsExecutor", ...overriders],
  "run.jobs.runWithOverrides": overriders,
  "run.executions.get": readers,
  "run.executions.list": readers,
  "run.tasks.get": readers,
  "run.tasks.list": readers,
};

/** @param job whose policy, with that of its project, decides */
export type CheckPermission = (call: Call, permission: Permission, job: string) => void;

export function permissionCheck({ callers, policies }: ServiceContext): CheckPermission {
  return ({ metadata }, permission, job) => {
    const account = callers.accountOf(metadata.get("authorization")[0]?.toString());
    if (account === undefined) return;
    const resources = [policyName(job), projectPolicyName(projectIdOf(job))];
    const member = `serviceAccount:${account}`;
    const isGranted = roles[permission].some((role) =>
      resources.some((resource) => policies.grants(resource, role, member)),
    );
    if (isGranted) return;
    throw new StatusError(
      "PERMISSION_DENIED",
      `Permission '${permission}' denied on resource '${job}' (or resource may not exist).`,
      "IAM_PERMISSION_DENIED",
      { permission, resource: job },
    );
  };
}
