// What of a stack still exists, found by its marks and not by what the config says: the proof after `down`.
import { ownerLabels } from "../../core/contract.ts";
import { hasStatus, isServiceDisabled } from "../google/cloud-error.ts";
import { call, type CloudContext } from "./context.ts";
import { plainMap } from "./normalise.ts";
import { carriesOwner } from "./resource.ts";

export interface InventoryItem {
  kind: string;
  name: string;
}

interface Labelled {
  name?: string | null;
  labels?: Readonly<Record<string, unknown>> | null;
}

/** Sorted by kind and name. Empty after a complete `down`. */
export async function inventory(ctx: CloudContext): Promise<InventoryItem[]> {
  const { project, region, names } = ctx;
  const parent = `projects/${project}`;
  const location = `${parent}/locations/${region}`;
  const owner = ownerLabels(names.stack);
  const marked = (kind: string, found: readonly Labelled[]): InventoryItem[] =>
    found
      .filter(({ labels }) => carriesOwner(owner, plainMap(labels)))
      .map(({ name }) => ({ kind, name: name ?? "" }));

  const lists = await Promise.all([
    listed(ctx, "storage.ListBuckets", parent, async () => {
      const [buckets] = await (await ctx.clients.storage()).getBuckets({ project });
      const ours = buckets.filter((bucket) => carriesOwner(owner, plainMap(bucket.metadata.labels)));
      return ours.map((bucket) => ({ kind: "storage.bucket", name: `buckets/${bucket.name}` }));
    }),
    listed(ctx, "storage.ListNotifications", `buckets/${names.inputBucket}`, async () => {
      const [configs] = await (await ctx.clients.storage()).bucket(names.inputBucket).getNotifications();
      const ours = configs.filter(({ metadata }) =>
        carriesOwner(owner, plainMap(metadata.custom_attributes)),
      );
      const name = (id: string | undefined) => `buckets/${names.inputBucket}/notificationConfigs/${id}`;
      return ours.map((config) => ({ kind: "storage.notification", name: name(config.id) }));
    }),
    listed(ctx, "pubsub.ListTopics", parent, async () => {
      const [topics] = await (await ctx.clients.topics()).listTopics({ project: parent });
      return marked("pubsub.topic", topics);
    }),
    listed(ctx, "pubsub.ListSubscriptions", parent, async () => {
      const [subscriptions] = await (
        await ctx.clients.subscriptions()
      ).listSubscriptions({ project: parent });
      return marked("pubsub.subscription", subscriptions);
    }),
    listed(ctx, "run.ListServices", location, async () => {
      const [services] = await (await ctx.clients.services()).listServices({ parent: location });
      return marked("run.service", services);
    }),
    listed(ctx, "artifactregistry.ListRepositories", location, async () => {
      const [repositories] = await (
        await ctx.clients.artifactRegistry()
      ).listRepositories({ parent: location });
      return marked("artifactregistry.repository", repositories);
    }),
    listed(ctx, "iam.ListServiceAccounts", parent, () => accounts(ctx, parent)),
  ]);
  return lists.flat().toSorted((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

/** Nothing is listed where the API is off, or what would hold it is gone. */
async function listed(
  ctx: CloudContext,
  method: string,
  resource: string,
  list: () => Promise<InventoryItem[]>,
): Promise<InventoryItem[]> {
  try {
    return await call(ctx, method, resource, list);
  } catch (error) {
    if (hasStatus(error, "NOT_FOUND") || isServiceDisabled(error)) return [];
    throw error;
  }
}

async function accounts(ctx: CloudContext, name: string): Promise<InventoryItem[]> {
  const { projects } = await ctx.clients.iam();
  const emails = [ctx.names.runtimeAccount, ctx.names.invokerAccount, ctx.names.builderAccount];
  const found: InventoryItem[] = [];
  let pageToken: string | undefined;
  do {
    const { data } = await projects.serviceAccounts.list({
      name,
      pageSize: 100,
      ...(pageToken && { pageToken }),
    });
    for (const { email } of data.accounts ?? []) {
      if (email && emails.includes(email))
        found.push({ kind: "iam.serviceAccount", name: `${name}/serviceAccounts/${email}` });
    }
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken);
  return found;
}
