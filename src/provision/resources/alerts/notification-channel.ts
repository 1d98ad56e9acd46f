// A notification channel of Cloud Monitoring: one address that is told of failures. It may be a secret: what may be shown of it
// is a part of the spec, and a fingerprint says whether it changed.
// https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.notificationChannels
import { ownerLabels } from "../../../core/contract.ts";
import { shownDestination } from "../../../core/notify/destinations.ts";
import { call, unlessNotFound, type CloudContext } from "../../engine/context.ts";
import { carriesOwner } from "../../engine/labels.ts";
import { managing, need } from "../../engine/needs.ts";
import { plainMap } from "../../engine/normalise.ts";
import { changed, type Change, type Removable } from "../../engine/resource.ts";
import { channelEditor } from "../../google/roles.ts";
import { byLabel, labelledChanges, removeTwins, type Labelled } from "./found-by-labels.ts";

export interface ChannelSpec {
  project: string;
  stack: string;
  /** `email-1`; unique in the stack. */
  channel: string;
  /** `local_file` is the local cloud's own. */
  type: "email" | "webhook_tokenauth" | "webhook_basicauth" | "local_file";
  title: string;
  /** Google's `labels` of that type; may hold a secret. */
  address: Record<string, string>;
  /** What may be shown of the address. */
  shown: string;
  fingerprint: string;
  /** False where a part of it stands in a variable that is not set: then nothing can be said of it. */
  isKnown: boolean;
  labels: Record<string, string>;
}

export interface ChannelLive extends Labelled {
  type: string;
  title: string;
  address: Record<string, string>;
  isEnabled: boolean;
}

const channelLabel = "cloud-runner-channel";
const fingerprintLabel = "cloud-runner-address";

export const notificationChannel: Removable<ChannelSpec, ChannelLive> = {
  kind: "monitoring.notificationChannel",
  purpose: "one for each address of `notify`: an e-mail address or a webhook",
  needs: [need("monitoring", channelEditor, managing("monitoring.notificationChannels"))],
  fields: {
    compared: ["type", "displayName", "labels", "userLabels", "enabled"],
    ignored: {
      name: "is given by the server",
      description: "is for people; the display name says it all",
      verificationStatus: "can be changed by whoever reads the address alone",
      creationRecord: "is answered only",
      mutationRecords: "is answered only",
    },
  },
  name: (spec) => shownName(spec, spec.channel),

  list: async (ctx) => [...(await listChannels(ctx)).keys()].map((channel) => shownName(ctx.names, channel)),

  read: async (ctx, spec) => (await listChannels(ctx)).get(spec.channel),

  diff: (spec, live) => [
    ...(spec.isKnown ? addressChanges(spec, live) : []),
    ...changed("enabled", live.isEnabled, true),
    ...labelledChanges(spec, live),
  ],

  async create(ctx, spec) {
    // Listed once more: an earlier try may have made it without having heard the answer.
    const found = await notificationChannel.read(ctx, spec);
    if (found) return found;
    const client = await clientOf(ctx);
    const [made] = await call(
      ctx,
      "monitoring.CreateNotificationChannel",
      notificationChannel.name(spec),
      hiding(spec, () =>
        client.createNotificationChannel({
          name: `projects/${spec.project}`,
          notificationChannel: channelRequest(spec),
        }),
      ),
    );
    return liveFrom(made as Found);
  },

  async update(ctx, spec, live, changes) {
    const client = await clientOf(ctx);
    const paths = await removeTwins(live, changes, (name) => remove(ctx, name));
    if (paths.length === 0) return { ...live, twins: [] };
    const request = channelRequest(spec);
    const userLabels = { ...live.labels, ...request.userLabels };
    const [updated] = await call(
      ctx,
      "monitoring.UpdateNotificationChannel",
      notificationChannel.name(spec),
      hiding(spec, () =>
        client.updateNotificationChannel({
          notificationChannel: { name: live.name, ...request, userLabels },
          // The fingerprint goes with the address.
          updateMask: {
            paths: [...new Set([...paths, ...(paths.includes("labels") ? ["user_labels"] : [])])],
          },
        }),
      ),
    );
    return liveFrom(updated as Found);
  },

  async delete(ctx, live) {
    for (const name of [live.name, ...live.twins]) await remove(ctx, name);
  },

  owned: (spec, live) => carriesOwner(ownerLabels(spec.stack), live.labels),

  exclusive: (spec) => `projects/${spec.project}/notificationChannels`,
};

/** Those of the stack, by the name that each has in it. */
export async function listChannels(ctx: CloudContext): Promise<Map<string, ChannelLive>> {
  const client = await clientOf(ctx);
  const name = `projects/${ctx.project}`;
  const [found] = await call(ctx, "monitoring.ListNotificationChannels", name, () =>
    client.listNotificationChannels({ name }),
  );
  const channels = found.map((each) => liveFrom(each as Found));
  return byLabel(channels, channelLabel, ctx.names.stack);
}

const clientOf = (ctx: CloudContext) => ctx.clients.client(loadClient);
const loadClient = async () =>
  (await import("../../google/packages/alerts.ts")).NotificationChannelServiceClient;

const shownName = ({ project, stack }: { project: string; stack: string }, channel: string): string =>
  `projects/${project}/notificationChannels/${stack}-${channel}`;

/** Policies of others that name it lose it: it is gone with the stack. */
async function remove(ctx: CloudContext, name: string): Promise<void> {
  const client = await clientOf(ctx);
  await unlessNotFound(
    call(ctx, "monitoring.DeleteNotificationChannel", name, () =>
      client.deleteNotificationChannel({ name, force: true }),
    ),
  );
}

/** Google may answer a secret in part or not at all: then the fingerprint alone says whether it is the same. */
function addressChanges(spec: ChannelSpec, live: ChannelLive): Change[] {
  const fingerprint = live.labels[fingerprintLabel];
  const isSame =
    fingerprint === spec.fingerprint &&
    Object.entries(spec.address).every(([key, value]) => mayBe(live.address[key], value));
  const named = [
    ...changed("type", live.type, spec.type, "replace"),
    ...changed("displayName", live.title, spec.title),
  ];
  if (isSame) return named;
  const [key = "", value = ""] = Object.entries(live.address).find(([label]) => label in spec.address) ?? [];
  const from = shownDestination(value, fingerprint);
  const path = `labels.${key || Object.keys(spec.address)[0]!}`;
  return [
    ...named,
    { path, from: from === spec.shown ? `${from}, but changed` : from, to: spec.shown, effect: "update" },
  ];
}

/** Whether an answer may stand for the value: `https://hooks.example.com/****`. */
function mayBe(answer: string | undefined, value: string): boolean {
  if (answer === undefined || answer === value) return true;
  const [start = "", ...rest] = answer.split(/[*•…]+/);
  return rest.length > 0 && value.startsWith(start) && value.endsWith(rest.at(-1)!);
}

/** What is asked of Google. */
export function channelRequest(spec: ChannelSpec) {
  return {
    type: spec.type,
    displayName: spec.title,
    labels: spec.address,
    userLabels: {
      ...spec.labels,
      [channelLabel]: spec.channel,
      [fingerprintLabel]: spec.fingerprint,
    },
    enabled: { value: true },
  };
}

interface Found {
  name: string;
  type?: string | null;
  displayName?: string | null;
  labels?: Record<string, string> | null;
  userLabels?: Record<string, string> | null;
  enabled?: { value?: boolean | null } | null;
}

const liveFrom = ({ name, type, displayName, labels, userLabels, enabled }: Found): ChannelLive => ({
  name,
  type: type ?? "",
  title: displayName ?? "",
  address: plainMap(labels),
  labels: plainMap(userLabels),
  isEnabled: enabled?.value ?? true,
  twins: [],
});

/** A refusal may repeat what was sent. */
function hiding<T>({ address, shown }: ChannelSpec, send: () => Promise<T>): () => Promise<T> {
  const secrets = [address["url"], address["password"]].filter((each) => each !== undefined && each !== "");
  const hidden = (text: unknown): unknown =>
    typeof text === "string"
      ? secrets.reduce<string>((known, secret) => known.replaceAll(secret!, shown), text)
      : text;
  return async () => {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Error) {
        const told = error as Error & { details?: unknown };
        told.message = String(hidden(told.message));
        told.details = hidden(told.details);
      }
      throw error;
    }
  };
}
