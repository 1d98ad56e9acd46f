// Who pays for the project. Only for projects that this tool made: nobody else's link is ever changed.
// https://cloud.google.com/billing/docs/reference/rest/v1/projects/updateBillingInfo
import { PreconditionError } from "../../core/errors.ts";
import { hasStatus, isAbsentOrHidden } from "../google/cloud-error.ts";
import { call, type CloudContext } from "../engine/context.ts";
import { need, role } from "../engine/needs.ts";
import { changed, type Kept } from "../engine/resource.ts";

export interface BillingLinkSpec {
  project: string;
  /** `billingAccounts/XXXXXX-XXXXXX-XXXXXX`. */
  account: string;
}

export interface BillingLinkLive {
  account: string;
  enabled: boolean;
}

const linkPermission = "billing.resourceAssociations.create";
const billingUser = role("billing", "roles/billing.user", "may link projects to the account");

export const billingLink: Kept<BillingLinkSpec, BillingLinkLive> = {
  kind: "cloudbilling.projectBillingInfo",
  purpose: "who pays for a project that `up --create-project` makes",
  kept: "ends with the project",
  needs: [need("cloudbilling", billingUser, ["billing.accounts.list", linkPermission])],
  name: (spec) => `projects/${spec.project}/billingInfo`,

  async read(ctx, spec) {
    const client = await ctx.clients.billing();
    const name = `projects/${spec.project}`;
    try {
      const [info] = await call(ctx, "cloudbilling.GetProjectBillingInfo", name, () =>
        client.getProjectBillingInfo({ name }),
      );
      if (!info.billingAccountName) return undefined;
      return { account: info.billingAccountName, enabled: info.billingEnabled === true };
    } catch (error) {
      // The project itself is yet to be made.
      if (isAbsentOrHidden(error)) return undefined;
      throw error;
    }
  },

  diff: (spec, live) => [
    ...changed("billingAccountName", live.account, spec.account),
    ...changed("billingEnabled", live.enabled, true),
  ],

  create: link,
  update: link,
};

async function link(ctx: CloudContext, spec: BillingLinkSpec): Promise<BillingLinkLive> {
  const client = await ctx.clients.billing();
  const name = `projects/${spec.project}`;
  try {
    const [info] = await call(ctx, "cloudbilling.UpdateProjectBillingInfo", name, () =>
      client.updateProjectBillingInfo({ name, projectBillingInfo: { billingAccountName: spec.account } }),
    );
    return { account: info.billingAccountName ?? "", enabled: info.billingEnabled === true };
  } catch (error) {
    if (!hasStatus(error, "FAILED_PRECONDITION")) throw error;
    throw new PreconditionError(`${spec.account} takes no further project.`, {
      code: "billing.quota",
      details: error.details,
      fix: "Unlink a project that is not needed (gcloud billing projects unlink ID), name another account with --billing-account, or ask for more: https://support.google.com/code/contact/billing_quota_increase",
      cause: error,
    });
  }
}

export interface BillingAccount {
  name: string;
  displayName: string;
  open: boolean;
}

const idForm = /^(?:billingAccounts\/)?([0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6})$/i;

/**
 * The open account that the user named by id or by display name, with the right to link projects to it.
 * @throws PreconditionError when there is none, more than one, it is closed, or the right is missing
 */
export async function findBillingAccount(ctx: CloudContext, nameOrId: string): Promise<BillingAccount> {
  const client = await ctx.clients.billing();
  const [listed] = await call(ctx, "cloudbilling.ListBillingAccounts", "billingAccounts", () =>
    client.listBillingAccounts({}),
  );
  const accounts = listed.map(({ name, displayName, open }) => ({
    name: name ?? "",
    displayName: displayName ?? "",
    open: open === true,
  }));
  const account = chooseBillingAccount(accounts, nameOrId);
  await checkMayLink(ctx, account);
  return account;
}

/** Pure. A display name is not unique, and an account that is closed pays for nothing. */
export function chooseBillingAccount(accounts: readonly BillingAccount[], nameOrId: string): BillingAccount {
  const id = idForm.exec(nameOrId)?.[1]?.toUpperCase();
  const matching = accounts.filter(({ name, displayName }) =>
    id === undefined ? displayName === nameOrId : name === `billingAccounts/${id}`,
  );
  const open = matching.filter((account) => account.open);
  const [first] = open;
  if (open.length === 1) return first!;
  if (open.length > 1) {
    throw new PreconditionError(`${open.length} open billing accounts are called ${nameOrId}.`, {
      code: "billing.ambiguous",
      details: open.map(describe),
      fix: `Name one by its id: --billing-account ${first!.name.split("/")[1]}`,
    });
  }
  if (matching.length > 0) {
    throw new PreconditionError(`The billing account ${nameOrId} is closed.`, {
      code: "billing.closed",
      details: matching.map(describe),
      fix: "Open it again at https://console.cloud.google.com/billing, or name another with --billing-account.",
    });
  }
  const usable = accounts.filter((account) => account.open);
  throw new PreconditionError(`There is no billing account ${nameOrId} that these credentials may see.`, {
    code: "billing.not-found",
    details: usable.length === 0 ? ["No open billing account is visible."] : usable.map(describe),
    fix:
      usable.length === 0
        ? "Ask for roles/billing.user on a billing account, or open one: https://console.cloud.google.com/billing"
        : "Name one of these, by name or by id: --billing-account NAME_OR_ID",
  });
}

const describe = ({ name, displayName }: BillingAccount): string => `${name.split("/")[1]}  ${displayName}`;

/** Before anything is made: without the right there would be a project that nobody pays for. */
async function checkMayLink(ctx: CloudContext, { name, displayName }: BillingAccount): Promise<void> {
  const client = await ctx.clients.billing();
  let granted: readonly string[];
  try {
    const [answer] = await call(ctx, "cloudbilling.TestIamPermissions", name, () =>
      client.testIamPermissions({ resource: name, permissions: [linkPermission] }),
    );
    granted = answer.permissions ?? [];
  } catch (error) {
    // Not everybody may ask. Then the attempt to link shows it.
    if (hasStatus(error, "PERMISSION_DENIED")) return;
    throw error;
  }
  if (granted.includes(linkPermission)) return;
  throw new PreconditionError(`These credentials may not link projects to ${displayName}.`, {
    code: "billing.not-permitted",
    details: [`${linkPermission} is missing on ${name}.`],
    fix: `gcloud billing accounts add-iam-policy-binding ${name.split("/")[1]} --member=user:YOU --role=roles/billing.user`,
  });
}
