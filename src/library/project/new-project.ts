// A Google Cloud project that `up` is asked to make.
import { UsageError } from "../../core/errors.ts";
import type { Session } from "../session.ts";

export interface NewProject {
  /** `folders/NUMBER` or `organizations/NUMBER`; without it, wherever Google puts it. */
  parent?: string | undefined;
  /** The billing account that pays, by its name or its id. */
  billingAccount: string;
}

/** @throws UsageError for what does not go together with a new project */
export function checkNewProject(
  { overrides, machine }: Pick<Session, "overrides" | "machine">,
  { parent }: NewProject,
): void {
  if ((overrides.target ?? machine.env["CLOUD_RUNNER_TARGET"]) === "local") {
    throw new UsageError("--create-project and the target local cannot be used together.", {
      details: ["The local cloud has a project already, and nothing there costs anything."],
      fix: "Leave out --create-project, or --target local (CLOUD_RUNNER_TARGET).",
    });
  }
  if (overrides.project !== undefined || machine.env["CLOUD_RUNNER_PROJECT"]) {
    throw new UsageError("--create-project draws an id of its own; a project is named as well.", {
      details: ["--project, or CLOUD_RUNNER_PROJECT, names one that exists."],
      fix: "Leave out one of the two.",
    });
  }
  if (parent !== undefined && !/^(folders|organizations)\/[0-9]+$/.test(parent)) {
    throw new UsageError(`--parent ${parent} is neither folders/NUMBER nor organizations/NUMBER.`, {
      fix: "`gcloud organizations list` shows the numbers of organisations, `gcloud resource-manager folders list` those of folders.",
    });
  }
}
