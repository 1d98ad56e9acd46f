// Names of locations, services and revisions.
import { StatusError } from "../../../wire/status.ts";
import { checkProjectName } from "../../project-name.ts";

const location = /^projects\/[^/]+\/locations\/[a-z]+-[a-z]+[0-9]+$/;
const service = /^(projects\/[^/]+\/locations\/[^/]+)\/services\/([^/]+)$/;
const revision = /^(.+\/services\/[^/]+)\/revisions\/([^/]+)$/;

/** Checks the name of a location and gives it back. */
export function parseLocation(name: string): string {
  checkProjectName(name);
  if (!location.test(name)) {
    throw new StatusError(
      "INVALID_ARGUMENT",
      `Location is not valid: "${name}" must be projects/PROJECT/locations/REGION.`,
    );
  }
  return name;
}

export function parseServiceName(name: string): string {
  const match = service.exec(name);
  if (!match) {
    checkProjectName(name);
    throw new StatusError("INVALID_ARGUMENT", `"${name}" is not the name of a service.`);
  }
  return `${parseLocation(match[1]!)}/services/${match[2]!}`;
}

export function parseRevisionName(name: string): string {
  const match = revision.exec(name);
  if (!match) {
    checkProjectName(name);
    throw new StatusError("INVALID_ARGUMENT", `"${name}" is not the name of a revision.`);
  }
  return `${parseServiceName(match[1]!)}/revisions/${match[2]!}`;
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
