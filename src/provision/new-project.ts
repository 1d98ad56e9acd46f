// A project of one's own: made, marked and paid for before anything is put into it.
import type { Config } from "../core/config.ts";
import { ownerLabels } from "../core/contract.ts";
import { billingLink } from "./resources/billing-link.ts";
import { project } from "./resources/project.ts";
import { node, type Node } from "./engine/node.ts";

export interface NewProject {
  /** Written down already, so that a crash leaves nothing that nobody knows of. */
  id: string;
  parent: string | undefined;
  /** `billingAccounts/ID`. */
  billingAccount: string;
}

export function newProjectFor(config: Config, { id, parent, billingAccount }: NewProject): Node[] {
  const theProject = node("project", project, {
    project: id,
    creation: { parent, displayName: displayNameFor(config.name), labels: ownerLabels(config.name) },
  });
  // APIs that cost money can be switched on only when somebody pays.
  const billing = node("billing", billingLink, { project: id, account: billingAccount }, [theProject]);
  return [theProject, billing];
}

/** 4 to 30 characters; a stack has 2 at least. */
const displayNameFor = (stack: string): string => `${stack} pipeline`.slice(0, 30);
