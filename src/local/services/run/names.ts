import { project } from "../../service.ts";
import { StatusError } from "../../status.ts";
import { checkOwnProject } from "../own-project.ts";

const location = /^projects\/[^/]+\/locations\/([a-z]+-[a-z]+[0-9]+)$/;
const service = /^(projects\/[^/]+\/locations\/[^/]+)\/services\/([^/]+)$/;
const revision = /^(.+\/services\/[^/]+)\/revisions\/([^/]+)$/;

/** The location's name with the project's id, whichever way the project was named. */
export function parseLocation(name: string, permission: string): string {
  checkOwnProject(name, permission);
  const region = location.exec(name)?.[1];
  if (region === undefined) {
    throw new StatusError(
      "INVALID_ARGUMENT",
      `Location is not valid: "${name}" must be projects/PROJECT/locations/REGION.`,
    );
  }
  return `projects/${project.id}/locations/${region}`;
}

export function parseServiceName(name: string, permission: string): string {
  const match = service.exec(name);
  if (!match) {
    checkOwnProject(name, permission);
    throw new StatusError("INVALID_ARGUMENT", `"${name}" is not the name of a service.`);
  }
  return `${parseLocation(match[1]!, permission)}/services/${match[2]!}`;
}

export function parseRevisionName(name: string, permission: string): string {
  const match = revision.exec(name);
  if (!match) {
    checkOwnProject(name, permission);
    throw new StatusError("INVALID_ARGUMENT", `"${name}" is not the name of a revision.`);
  }
  return `${parseServiceName(match[1]!, permission)}/revisions/${match[2]!}`;
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
