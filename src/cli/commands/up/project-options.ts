// The options of `up` that make a project, and what they mean together.
import { UsageError } from "../../../core/errors.ts";
import type { NewProject } from "../../../library/project/new-project.ts";
import { flag, text, type OptionValues } from "../../shell/command.ts";

export const projectOptions = {
  createProject: flag("make a Google Cloud project; its id goes into cloud-runner.json first"),
  parent: text("folders/N", "with --create-project: where to make it, or organizations/N"),
  billingAccount: text("NAME_OR_ID", "with --create-project: the billing account that pays"),
} as const;

export type ProjectOptions = OptionValues<typeof projectOptions>;

/**
 * Undefined when no project is to be made.
 * @throws UsageError for options of which one is missing
 */
export function newProjectFrom(options: ProjectOptions): NewProject | undefined {
  const { createProject, parent, billingAccount } = options;
  if (!createProject) {
    const alone = parent !== undefined ? "--parent" : billingAccount !== undefined ? "--billing-account" : "";
    if (alone === "") return undefined;
    throw new UsageError(`${alone} goes with --create-project only.`, {
      details: ["The place and the billing of an existing project are never changed."],
      fix: `Add --create-project, or leave out ${alone}.`,
    });
  }
  if (billingAccount === undefined) {
    throw new UsageError("--create-project needs --billing-account NAME_OR_ID.", {
      details: ["Cloud Run and Artifact Registry work only in a project that somebody pays for."],
      fix: "Name an open billing account; `gcloud billing accounts list` shows those that you may use.",
    });
  }
  return { parent, billingAccount };
}
