// What all lists of version 1 have in common: where a request looks, and the form of its answer.
import type { Context } from "hono";
import type { Projects } from "../../../state/projects.ts";
import { StatusError } from "../../../wire/status.ts";

/** gcloud puts the region before the name of the host. */
const regionalHost = /^([a-z]+-[a-z]+[0-9]+)-run\.localhost(:[0-9]+)?$/;

/** `projects/ID/locations/`, or with the location that the request names. */
export function namespaceOf(projects: Projects): (request: Context) => string {
  return (request) => {
    const project = projects.find(request.req.param("project") ?? "");
    if (!project) throw new StatusError("PERMISSION_DENIED", "The caller does not have permission");
    const named = request.req.param("location") ?? regionalHost.exec(request.req.header("host") ?? "")?.[1];
    const locations = `projects/${project.id}/locations/`;
    return named === undefined || named === "-" ? locations : `${locations}${named}/`;
  };
}

export const listOf = (apiVersion: string, kind: string, items: object[]): object => ({
  apiVersion,
  kind: `${kind}List`,
  metadata: {},
  items,
});
