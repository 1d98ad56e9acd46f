// The flags of `up` that make a project, and what they mean together.
import { UsageError } from "../../core/errors.ts";
import { flag, text } from "../../cli/shell/command.ts";
import type { Context } from "../../cli/shell/context.ts";

export const projectOptions = {
  createProject: flag("make a Google Cloud project; its id goes into cloud-runner.json first"),
  parent: text("folders/N", "with --create-project: where to make it, or organizations/N"),
  billingAccount: text("NAME_OR_ID", "with --create-project: the billing account that pays"),
} as const;

export interface ProjectOptions {
  createProject: boolean;
  parent: string | undefined;
  billingAccount: string | undefined;
}

export interface AskedProject {
  parent: string | undefined;
  billingAccount: string;
}

/**
 * Undefined when no project is to be made.
 * @throws UsageError for flags that exclude each other
 */
export function newProjectAsked(
  { flags, io }: Pick<Context, "flags" | "io">,
  { createProject, parent, billingAccount }: ProjectOptions,
): AskedProject | undefined {
  if (!createProject) {
    const alone = parent !== undefined ? "--parent" : billingAccount !== undefined ? "--billing-account" : "";
    if (alone === "") return undefined;
    throw new UsageError(`${alone} goes with --create-project only.`, {
      details: ["The place and the billing of an existing project are never changed."],
      fix: `Add --create-project, or leave out ${alone}.`,
    });
  }
  if (flags.target === "local" || (flags.target === undefined && io.env["CLOUD_RUNNER_TARGET"] === "local")) {
    throw new UsageError("--create-project and the target local exclude each other.", {
      details: ["The local cloud has a project already, and nothing there costs anything."],
      fix: "Leave out --create-project, or --target local (CLOUD_RUNNER_TARGET).",
    });
  }
  if (flags.project !== undefined || io.env["CLOUD_RUNNER_PROJECT"]) {
    throw new UsageError("--create-project draws an id of its own; a project is named as well.", {
      details: ["--project, or CLOUD_RUNNER_PROJECT, names one that exists."],
      fix: "Leave out one of the two.",
    });
  }
  if (billingAccount === undefined) {
    throw new UsageError("--create-project needs --billing-account NAME_OR_ID.", {
      details: ["Cloud Run and Artifact Registry work only in a project that somebody pays for."],
      fix: "Name an open billing account; `gcloud billing accounts list` shows those that you may use.",
    });
  }
  if (parent !== undefined && !/^(folders|organizations)\/[0-9]+$/.test(parent)) {
    throw new UsageError(`--parent ${parent} is neither folders/NUMBER nor organizations/NUMBER.`, {
      fix: "`gcloud organizations list` shows the numbers of organisations, `gcloud resource-manager folders list` those of folders.",
    });
  }
  return { parent, billingAccount };
}
