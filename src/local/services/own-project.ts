import { project } from "../service.ts";
import { StatusError } from "../status.ts";

/**
 * Refuses every project but the one that exists here. Google tells a stranger's project and an absent one apart to
 * nobody, so both are PERMISSION_DENIED.
 * @param resource what was asked for, e.g. `projects/p/locations/r`; begins with `projects/<id or number>`
 */
export function checkOwnProject(resource: string, permission: string): void {
  const id = /^projects\/([^/]+)/.exec(resource)?.[1];
  if (id === undefined) {
    throw new StatusError("INVALID_ARGUMENT", `Invalid resource name: "${resource}".`);
  }
  if (id !== project.id && id !== project.number) {
    throw new StatusError(
      "PERMISSION_DENIED",
      `Permission '${permission}' denied on resource '${resource}' (or it may not exist).`,
    );
  }
}
