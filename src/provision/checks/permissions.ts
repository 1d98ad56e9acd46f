// What the answers about permissions mean. Pure.
import type { PermissionGroup } from "../engine/needs.ts";
import { failed, ok, type Result } from "./finding.ts";

export interface PermissionAnswer {
  granted: ReadonlySet<string>;
  /** What Google does not test on a project, since the permission applies to other kinds of resources only. */
  untestable: readonly string[];
}

/** Pure: what one group's answer means. */
export function permissionResult(
  { role, permissions }: PermissionGroup,
  { granted, untestable }: PermissionAnswer,
  { project, member }: { project: string; member: string },
): Result {
  const missing = permissions.filter(
    (permission) => !granted.has(permission) && !untestable.includes(permission),
  );
  if (missing.length > 0) {
    return failed(
      `missing ${missing.join(", ")}`,
      `gcloud projects add-iam-policy-binding ${project} --member=${member} --role=${role.name}`,
    );
  }
  const tested = permissions.length - untestable.length;
  const untested = untestable.length === 0 ? "" : `; cannot be tested on a project: ${untestable.join(", ")}`;
  return ok(`${tested} ${tested === 1 ? "permission" : "permissions"}${untested}`);
}
