// The project in the name of a resource.
import { StatusError } from "../wire/status.ts";

/**
 * Checks that a resource name begins with `projects/ID`. Whether there is such a project was seen to before the service
 * got the request.
 */
export function checkProjectName(resource: string): void {
  if (/^projects\/[^/]+/.test(resource)) return;
  throw new StatusError("INVALID_ARGUMENT", `Invalid resource name: "${resource}".`);
}
