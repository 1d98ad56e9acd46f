// https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts
import { hasStatus, isForbidden, isPassing } from "../google/cloud-error.ts";
import { call, patiently, unlessNotFound } from "../engine/context.ts";
import { managing, need } from "../engine/needs.ts";
import { changed, type Change, type Removable } from "../engine/resource.ts";
import { serviceAccountAdmin } from "../google/roles.ts";

export interface ServiceAccountSpec {
  project: string;
  accountId: string;
  email: string;
  displayName: string;
  /** Accounts carry no labels, so the description says whose it is. */
  description: string;
  /** The part of the description by which it is recognised. */
  marker: string;
}

export interface ServiceAccountLive {
  name: string;
  email: string;
  displayName: string;
  description: string;
  /** Nothing can act as it: pushes are not signed, and no container starts. */
  disabled: boolean;
}

interface AccountFields {
  email?: string | null;
  displayName?: string | null;
  description?: string | null;
  disabled?: boolean | null;
}

/** As Terraform's provider counts, resource_google_service_account.go. */
const readsInARow = 3;

class NotSteady extends Error {}

export const serviceAccount: Removable<ServiceAccountSpec, ServiceAccountLive> = {
  kind: "iam.serviceAccount",
  purpose: "one runs the container, one may only call it; one more for Cloud Build, which may only build",
  needs: [
    need("iam", serviceAccountAdmin, [...managing("iam.serviceAccounts"), "iam.serviceAccounts.enable"]),
  ],
  fields: {
    compared: ["displayName", "description", "disabled"],
    ignored: { name: "identifies it", etag: "is deprecated" },
  },
  // Never under `projects/-`: there a missing account reads as PERMISSION_DENIED.
  name: (spec) => `projects/${spec.project}/serviceAccounts/${spec.email}`,

  async list(ctx) {
    const { projects } = await ctx.clients.iam();
    const name = `projects/${ctx.project}`;
    const { runtimeAccount, invokerAccount, builderAccount } = ctx.names;
    const ours = new Set([runtimeAccount, invokerAccount, builderAccount]);
    const found: string[] = [];
    for (let pageToken: string | undefined, isFirst = true; isFirst || pageToken; isFirst = false) {
      const page = { name, pageSize: 100, ...(pageToken && { pageToken }) };
      const { data } = await call(ctx, "iam.ListServiceAccounts", name, () =>
        projects.serviceAccounts.list(page),
      );
      for (const { email } of data.accounts ?? [])
        if (email && ours.has(email)) found.push(`${name}/serviceAccounts/${email}`);
      pageToken = data.nextPageToken ?? undefined;
    }
    return found;
  },

  async read(ctx, spec) {
    const { projects } = await ctx.clients.iam();
    const name = serviceAccount.name(spec);
    const found = await unlessNotFound(
      call(ctx, "iam.GetServiceAccount", name, () => projects.serviceAccounts.get({ name })),
    );
    return found && liveFrom(name, spec.email, found.data);
  },

  diff: (spec, live) => [
    ...changed("displayName", live.displayName, spec.displayName),
    ...changed("description", live.description, spec.description),
    ...changed("disabled", live.disabled, false),
  ],

  async create(ctx, spec) {
    const { projects } = await ctx.clients.iam();
    const name = serviceAccount.name(spec);
    const { accountId, displayName, description } = spec;
    await call(ctx, "iam.CreateServiceAccount", name, () =>
      projects.serviceAccounts.create({
        name: `projects/${spec.project}`,
        requestBody: { accountId, serviceAccount: { displayName, description } },
      }),
    );
    // For a while a new account may read as absent or as forbidden, also after it was there once; both mean "not yet".
    const { pauseMs, restMs } = ctx.clients.spread;
    let inARow = 0;
    const patience = {
      reason: `${spec.email} to be known`,
      budgetMs: 5 * 60_000,
      initialDelayMs: pauseMs,
      maximumDelayMs: 5000,
      isRetryable: (error: unknown) =>
        error instanceof NotSteady || hasStatus(error, "NOT_FOUND") || isForbidden(error) || isPassing(error),
    };
    const live = await patiently(ctx, patience, async () => {
      const seen = inARow;
      inARow = 0;
      const { data } = await call(ctx, "iam.GetServiceAccount", name, () =>
        projects.serviceAccounts.get({ name }),
      );
      inARow = seen + 1;
      if (inARow < readsInARow) throw new NotSteady();
      return liveFrom(name, spec.email, data);
    });
    if (restMs > 0) {
      ctx.waiting(`waiting for ${spec.email} to be known everywhere`, 0);
      await ctx.clock.sleep(restMs, ctx.signal);
    }
    return live;
  },

  async update(ctx, spec, live, changes) {
    const { projects } = await ctx.clients.iam();
    const { displayName, description } = spec;
    if (changes.some(isDisabling)) {
      await call(ctx, "iam.EnableServiceAccount", live.name, () =>
        projects.serviceAccounts.enable({ name: live.name }),
      );
    }
    const texts = changes.filter((change) => !isDisabling(change));
    if (texts.length === 0) return { ...live, disabled: false };
    const updateMask = texts.map((change) => change.path).join(",");
    await call(ctx, "iam.PatchServiceAccount", live.name, () =>
      projects.serviceAccounts.patch({
        name: live.name,
        requestBody: { serviceAccount: { displayName, description }, updateMask },
      }),
    );
    return { ...live, displayName, description, disabled: false };
  },

  async delete(ctx, live) {
    const { projects } = await ctx.clients.iam();
    await unlessNotFound(
      call(ctx, "iam.DeleteServiceAccount", live.name, () =>
        projects.serviceAccounts.delete({ name: live.name }),
      ),
    );
  },

  owned: (spec, live) => live.description.includes(spec.marker),
};

/** It has a method of its own. */
const isDisabling = ({ path }: Change) => path === "disabled";

function liveFrom(name: string, email: string, data: AccountFields): ServiceAccountLive {
  const { displayName, description, disabled } = data;
  return {
    name,
    email,
    displayName: displayName ?? "",
    description: description ?? "",
    disabled: disabled ?? false,
  };
}
