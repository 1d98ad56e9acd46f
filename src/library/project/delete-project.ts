// `down --delete-project`: only what `up --create-project` made, as its labels show, and only on request.
import { ownerLabels } from "../../core/contract.ts";
import { PlanRefusedError, PreconditionError, UsageError } from "../../core/errors.ts";
import { despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import { carriesOwner } from "../../provision/engine/labels.ts";
import { deleteProject, findProject, projectNotFound } from "../../provision/resources/project.ts";
import { asStep } from "../progress.ts";
import type { Session } from "../session.ts";
import { loadConfig, type Settings } from "../settings.ts";
import { trustOwnChange } from "../trust/require-trust.ts";
import { forgetProjectId } from "./written-id.ts";

/** @throws UsageError on the local cloud, whose project goes with it. */
export function checkDeleteProject({ config }: Pick<Settings, "config">): void {
  if (config.target === "gcp") return;
  throw new UsageError("--delete-project is for Google Cloud only.", {
    details: ["On the local cloud, `down` removes everything anyway."],
    fix: "Leave out --delete-project.",
  });
}

/**
 * Looks before anything is removed; resolves to whether the deletion is under way already.
 * @throws PlanRefusedError when the project was not made by this stack
 */
export async function mayDeleteProject(cloud: CloudContext): Promise<"active" | "under-way"> {
  const { project, names } = cloud;
  const found = await despiteFaults(cloud, () => findProject(cloud, project));
  if (found === undefined) throw projectNotFound(project);
  if (!carriesOwner(ownerLabels(names.stack), found.labels)) {
    throw new PlanRefusedError(`Project ${project} was not made by this stack.`, {
      code: "project.not-ours",
      details: ["It lacks the labels that `up --create-project` puts on a project. Nothing was removed."],
      fix: `Leave out --delete-project to remove the stack alone; gcloud projects delete ${project} deletes the project with all that is in it.`,
    });
  }
  return found.state === "ACTIVE" ? "active" : "under-way";
}

/** Deletes the project and takes its id, which names nothing any more, out of cloud-runner.json. */
export async function removeProject(session: Session, cloud: CloudContext): Promise<void> {
  const { project } = cloud;
  await asStep(session.progress, `Deleting project ${project}`, async (activity) => {
    await despiteFaults(cloud, () => deleteProject(cloud, project));
    const left = await despiteFaults(cloud, () => findProject(cloud, project));
    if (left?.state === "ACTIVE") {
      throw new PreconditionError(`Project ${project} is still active.`, {
        code: "down.not-gone",
        fix: "Run `cloud-runner down --delete-project` again; deletions can take a while to show.",
      });
    }
    const loaded = await loadConfig(session);
    const isForgotten = await trustOwnChange(session, () => forgetProjectId(loaded, project));
    activity.succeed(`Project ${project} is deleted${isForgotten ? ", and out of cloud-runner.json" : ""}`);
  });
}
