// Names of jobs, executions and tasks.
import { checkProjectName, invalid } from "../../fields.ts";
import { StatusError } from "../../../wire/status.ts";
import { parseLocation } from "../api/names.ts";

const segments = { JOB: "jobs", EXECUTION: "executions", TASK: "tasks" } as const;

export type Kind = keyof typeof segments;

const patterns: Readonly<Record<Kind, RegExp>> = {
  JOB: /^(projects\/[^/]+\/locations\/[^/]+)\/jobs\/[^/]+$/,
  EXECUTION: /^(projects\/[^/]+\/locations\/[^/]+)\/jobs\/[^/]+\/executions\/[^/]+$/,
  TASK: /^(projects\/[^/]+\/locations\/[^/]+)\/jobs\/[^/]+\/executions\/[^/]+\/tasks\/[^/]+$/,
};

/** Checks a name and gives it back. */
export function parseName(kind: Kind, name: string): string {
  const location = patterns[kind].exec(name)?.[1];
  if (location === undefined) {
    checkProjectName(name);
    throw invalid(`"${name}" is not the name of one of the ${segments[kind]}.`);
  }
  parseLocation(location);
  return name;
}

export function notFound(kind: Kind, name: string): StatusError {
  const [, projectId, , region] = name.split("/");
  const id = name.slice(name.lastIndexOf("/") + 1);
  return new StatusError(
    "NOT_FOUND",
    `Resource '${id}' of kind '${kind}' in region '${region}' in project '${projectId}' does not exist.`,
  );
}
