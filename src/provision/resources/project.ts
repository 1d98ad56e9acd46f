// The project. It must exist, unless the spec says how to make it; the graph never changes or deletes one.
// https://cloud.google.com/resource-manager/reference/rest/v3/projects
import { CloudError, PreconditionError } from "../../core/errors.ts";
import { hasStatus, isAbsentOrHidden, isForbidden } from "../google/cloud-error.ts";
import { call, patiently, type CloudContext } from "../engine/context.ts";
import { carriesOwner } from "../engine/labels.ts";
import { need } from "../engine/needs.ts";
import { enumName, plainMap, secondsOf } from "../engine/normalise.ts";
import { operate } from "../google/operation.ts";
import { browser } from "../google/roles.ts";
import type { Kept } from "../engine/resource.ts";

export interface ProjectSpec {
  project: string;
  /** How to make it when it is not there. */
  creation?: ProjectCreation;
}

export interface ProjectCreation {
  /** `folders/N` or `organizations/N`; without one, the project belongs to no organisation. */
  parent: string | undefined;
  displayName: string;
  /** The owner labels: by them a later run, and `down`, know that this tool made it. */
  labels: Readonly<Record<string, string>>;
}

export interface ProjectLive {
  /** The service agents of the project carry it in their e-mail. */
  number: string;
}

const states: Readonly<Record<number, string>> = { 1: "ACTIVE", 2: "DELETE_REQUESTED" };
const createDeadlineMs = 10 * 60_000;
/** A project that was made a moment ago may not be visible to its own maker yet. */
const visibleAfterMs = 60_000;

/** The code of the error that says to take another id: this one is somebody else's, or used up. */
export const projectIdTaken = "project.id-taken";

export const project: Kept<ProjectSpec, ProjectLive> = {
  kind: "resourcemanager.project",
  purpose: "must be there, or is made by `up --create-project`",
  kept: "stays, unless `down --delete-project` deletes one that `up` made",
  needs: [need("cloudresourcemanager", browser, ["resourcemanager.projects.get"])],
  name: (spec) => `projects/${spec.project}`,

  async read(ctx, spec) {
    const found = await findProject(ctx, spec.project);
    const { creation } = spec;
    if (found === undefined) {
      if (creation) return undefined;
      throw projectNotFound(spec.project);
    }
    if (found.state !== "ACTIVE" && creation) throw idTaken(spec.project, "it is being deleted");
    if (found.state !== "ACTIVE") {
      throw new PreconditionError(`Project ${spec.project} is not active: ${found.state}.`, {
        code: "project.not-active",
        fix: `gcloud projects undelete ${spec.project}, or name another project with --project.`,
      });
    }
    if (creation && !carriesOwner(creation.labels, found.labels)) {
      throw idTaken(spec.project, "it exists, and was not made by this stack");
    }
    return { number: found.number };
  },

  diff: () => [],

  async create(ctx, spec) {
    const { project: projectId, creation } = spec;
    // The API that answers for it was switched on in the meantime.
    if (!creation) return (await project.read(ctx, spec))!;
    const { parent, displayName, labels } = creation;
    const client = await ctx.clients.projects();
    const wait = { reason: `project ${projectId} to be made`, deadlineMs: createDeadlineMs };
    try {
      await operate(ctx, "cloudresourcemanager.CreateProject", project.name(spec), wait, () =>
        client.createProject({
          project: { projectId, displayName, labels: { ...labels }, ...(parent && { parent }) },
        }),
      );
    } catch (error) {
      if (!hasStatus(error, "ALREADY_EXISTS")) throw forbidden(error, spec);
    }
    return visible(ctx, spec);
  },
};

/** What was made, by this run or by one that did not hear the answer; else the id is somebody else's. */
function visible(ctx: CloudContext, spec: ProjectSpec): Promise<ProjectLive> {
  const patience = {
    reason: `project ${spec.project} to be visible`,
    budgetMs: visibleAfterMs,
    isRetryable: (error: unknown) => error instanceof NotVisible,
  };
  return patiently(ctx, patience, async () => {
    const live = await project.read(ctx, spec);
    if (live === undefined) throw new NotVisible();
    return live;
  }).catch((error: unknown) => {
    throw error instanceof NotVisible ? idTaken(spec.project, "it belongs to somebody else") : error;
  });
}

class NotVisible extends Error {}

const idTaken = (id: string, why: string) =>
  new PreconditionError(`The project id ${id} cannot be used: ${why}.`, {
    code: projectIdTaken,
    fix: `Leave out --create-project to use an existing project, or take "project" out of cloud-runner.json to get a new id.`,
  });

export const projectNotFound = (id: string, cause?: unknown): PreconditionError =>
  new PreconditionError(`Project ${id} does not exist, or these credentials may not see it.`, {
    code: "project.not-found",
    fix: `gcloud projects describe ${id}; \`cloud-runner up --create-project --billing-account NAME_OR_ID\` makes a new one.`,
    cause,
  });

/** A refusal has to name where the right is missing: there is no project yet on which it could be granted. */
function forbidden(error: unknown, { creation }: ProjectSpec): unknown {
  if (!isForbidden(error)) return error;
  const parent = creation?.parent;
  return new CloudError("These credentials may not create projects.", {
    code: error.code,
    status: error.status,
    retryable: false,
    details: error.details,
    fix:
      parent === undefined
        ? "Name a place with --parent folders/N or --parent organizations/N: a service account cannot make a project outside of one."
        : `Grant roles/resourcemanager.projectCreator on ${parent}.`,
    cause: error,
  });
}

export interface FoundProject {
  number: string;
  state: string;
  labels: Record<string, string>;
  createdAtMs: number | undefined;
}

/**
 * Undefined when there is none, or none that these credentials may see: Google answers both alike.
 * @param limits of the call, as the client takes them
 */
export async function findProject(
  ctx: CloudContext,
  id: string,
  limits: object = {},
): Promise<FoundProject | undefined> {
  const client = await ctx.clients.projects();
  const name = `projects/${id}`;
  try {
    const [found] = await call(ctx, "cloudresourcemanager.GetProject", name, () =>
      client.getProject({ name }, limits),
    );
    const createdAtSeconds = secondsOf(found.createTime);
    return {
      number: found.name!.split("/")[1]!,
      state: enumName(found.state, states) ?? "",
      labels: plainMap(found.labels),
      createdAtMs: createdAtSeconds && createdAtSeconds * 1000,
    };
  } catch (error) {
    if (isAbsentOrHidden(error)) return undefined;
    throw error;
  }
}

/** Asks for the deletion; for some days it can be taken back. The id is never given out again. */
export async function deleteProject(ctx: CloudContext, id: string): Promise<void> {
  const client = await ctx.clients.projects();
  const name = `projects/${id}`;
  const wait = { reason: `project ${id} to be shut down`, deadlineMs: createDeadlineMs };
  await operate(ctx, "cloudresourcemanager.DeleteProject", name, wait, () => client.deleteProject({ name }));
}
