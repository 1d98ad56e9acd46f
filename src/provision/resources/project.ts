// The project must exist; it is never created, changed or deleted here.
// https://cloud.google.com/resource-manager/reference/rest/v3/projects/get
import { PreconditionError } from "../../core/errors.ts";
import { hasStatus, isServiceDisabled } from "../cloud-error.ts";
import { call, type CloudContext } from "../context.ts";
import { enumName } from "../normalise.ts";
import type { Resource } from "../resource.ts";

export interface ProjectSpec {
  project: string;
}

export interface ProjectLive {
  /** The service agents of the project carry it in their e-mail. */
  number: string;
}

const states: Readonly<Record<number, string>> = { 1: "ACTIVE", 2: "DELETE_REQUESTED" };

export const project: Resource<ProjectSpec, ProjectLive> = {
  kind: "resourcemanager.project",
  keep: true,
  name: (spec) => `projects/${spec.project}`,

  async read(ctx, spec) {
    const found = await readProject(ctx, spec);
    const state = enumName(found.state, states);
    if (state !== "ACTIVE") {
      throw new PreconditionError(`Project ${spec.project} is not active: ${state}.`, {
        code: "project.not-active",
        fix: `gcloud projects undelete ${spec.project}, or name another project with --project.`,
      });
    }
    return { number: found.name!.split("/")[1]! };
  },

  diff: () => [],
  create: neverWritten,
  update: neverWritten,
  delete: neverWritten,
};

async function readProject(ctx: CloudContext, spec: ProjectSpec) {
  const client = await ctx.clients.projects();
  const name = project.name(spec);
  try {
    const [found] = await call(ctx, "cloudresourcemanager.GetProject", name, () =>
      client.getProject({ name }),
    );
    return found;
  } catch (error) {
    const isHidden = hasStatus(error, "NOT_FOUND", "PERMISSION_DENIED") && !error.retryable;
    if (!isHidden || isServiceDisabled(error)) throw error;
    // Google answers PERMISSION_DENIED for an id that nobody has, so the two cases cannot be told apart.
    throw new PreconditionError(
      `Project ${spec.project} does not exist, or these credentials may not see it.`,
      {
        code: "project.not-found",
        fix: `gcloud projects describe ${spec.project}; create it with \`gcloud projects create ${spec.project}\` and link billing.`,
        cause: error,
      },
    );
  }
}

function neverWritten(): Promise<never> {
  return Promise.reject(new Error("a project is read only"));
}
