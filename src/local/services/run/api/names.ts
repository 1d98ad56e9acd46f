// Names of locations, services and revisions.
import { checkProjectName, invalid } from "../../fields.ts";
import { StatusError } from "../../../wire/status.ts";

const location = /^projects\/[^/]+\/locations\/[a-z]+-[a-z]+[0-9]+$/;
const service = /^(projects\/[^/]+\/locations\/[^/]+)\/services\/([^/]+)$/;
const revision = /^(.+\/services\/[^/]+)\/revisions\/([^/]+)$/;

/** Checks the name of a location and gives it back. */
export function parseLocation(name: string): string {
  checkProjectName(name);
  if (!location.test(name)) {
    throw invalid(`Location is not valid: "${name}" must be projects/PROJECT/locations/REGION.`);
  }
  return name;
}

function matched(pattern: RegExp, name: string, kind: string): [parent: string, id: string] {
  const [, parent, id] = pattern.exec(name) ?? [];
  if (parent !== undefined && id !== undefined) return [parent, id];
  checkProjectName(name);
  throw invalid(`"${name}" is not the name of a ${kind}.`);
}

export function parseServiceName(name: string): string {
  const [parent, id] = matched(service, name, "service");
  return `${parseLocation(parent)}/services/${id}`;
}

export function parseRevisionName(name: string): string {
  const [parent, id] = matched(revision, name, "revision");
  return `${parseServiceName(parent)}/revisions/${id}`;
}

/** The kind in capitals, as the real answer has it. */
export function notFound(name: string, kind: "SERVICE" | "REVISION"): StatusError {
  const [, projectId, , region] = name.split("/");
  const id = name.slice(name.lastIndexOf("/") + 1);
  return new StatusError(
    "NOT_FOUND",
    `Resource '${id}' of kind '${kind}' in region '${region}' in project '${projectId}' does not exist.`,
  );
}
