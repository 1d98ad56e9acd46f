// Announces each new object of a bucket to a topic. Cannot be changed, only made and removed; and making one twice
// delivers every object twice, so all of them are read and compared.
// https://cloud.google.com/storage/docs/json_api/v1/notifications
import { isPublishDenied } from "../google/cloud-error.ts";
import { call, patiently, unlessNotFound, type CloudContext } from "../engine/context.ts";
import { namesOfOurs } from "../engine/labels.ts";
import { each, need } from "../engine/needs.ts";
import { isSame, plainMap } from "../engine/normalise.ts";
import { changed, type Removable } from "../engine/resource.ts";
import { storageAdmin } from "../google/roles.ts";

export interface NotificationSpec {
  bucket: string;
  /** Full name, `projects/P/topics/T`. */
  topic: string;
  /** Arrive as message attributes; also the mark that it is ours. */
  attributes: Record<string, string>;
}

/** All notifications of the bucket to the topic. */
export interface NotificationLive {
  bucket: string;
  configs: Config[];
}

export interface Config {
  id: string;
  topic: string;
  eventTypes: string[];
  payloadFormat: string;
  prefix: string;
  attributes: Record<string, string>;
}

const eventTypes = ["OBJECT_FINALIZE"];
const payloadFormat = "JSON_API_V1";

export const notification: Removable<NotificationSpec, NotificationLive> = {
  kind: "storage.notification",
  purpose: "`OBJECT_FINALIZE` of the input bucket, as JSON, to the topic",
  needs: [need("storage", storageAdmin, each("storage.buckets", "get", "update"))],
  name: (spec) => `buckets/${spec.bucket}/notificationConfigs (${spec.topic})`,

  async list(ctx) {
    const { inputBucket } = ctx.names;
    // They are gone with their bucket.
    const found = (await unlessNotFound(listAll(ctx, inputBucket))) ?? [];
    const name = (id: string) => `buckets/${inputBucket}/notificationConfigs/${id}`;
    return namesOfOurs(
      ctx,
      found.map(({ id, attributes }) => ({ name: name(id), labels: attributes })),
    );
  },

  async read(ctx, spec) {
    const configs = await unlessNotFound(listTo(ctx, spec));
    return configs?.length ? { bucket: spec.bucket, configs } : undefined;
  },

  diff(spec, live) {
    const { wanted, others } = wantedIn(live.configs, spec);
    return [...changed("configured", wanted !== undefined, true), ...changed("others", others.length, 0)];
  },

  async create(ctx, spec) {
    // Listed once more: an interrupted run may have made it without having heard the answer.
    const configs = await listTo(ctx, spec);
    if (wantedIn(configs, spec).wanted) return { bucket: spec.bucket, configs };
    const created = await add(ctx, spec);
    return { bucket: spec.bucket, configs: [...configs, created] };
  },

  async update(ctx, spec, live) {
    // Listed once more, for the same reason.
    const { wanted, others } = wantedIn(await listTo(ctx, spec), spec);
    const kept = wanted ?? (await add(ctx, spec));
    for (const config of others) await remove(ctx, live.bucket, config.id);
    return { bucket: live.bucket, configs: [kept] };
  },

  async delete(ctx, live) {
    for (const config of live.configs) await remove(ctx, live.bucket, config.id);
  },
};

/** The one to keep (the lowest id of those that fit) and the rest, which would deliver again or wrongly. */
function wantedIn(
  configs: readonly Config[],
  spec: NotificationSpec,
): { wanted: Config | undefined; others: Config[] } {
  const [wanted] = configs
    .filter((config) => fits(spec, config))
    .toSorted((a, b) => Number(a.id) - Number(b.id));
  return { wanted, others: configs.filter((config) => config !== wanted) };
}

function fits(spec: NotificationSpec, config: Config): boolean {
  return (
    config.topic === spec.topic &&
    isSame(config.eventTypes.toSorted(), eventTypes) &&
    config.payloadFormat === payloadFormat &&
    config.prefix === "" &&
    isSame(config.attributes, spec.attributes)
  );
}

/** All of the bucket that go to the topic, whoever made them. */
const listTo = async (ctx: CloudContext, { bucket, topic }: NotificationSpec): Promise<Config[]> =>
  (await listAll(ctx, bucket)).filter((config) => config.topic === topic);

async function listAll(ctx: CloudContext, bucket: string): Promise<Config[]> {
  const storage = await ctx.clients.storage();
  const [found] = await call(ctx, "storage.ListNotifications", `buckets/${bucket}`, () =>
    storage.bucket(bucket).getNotifications(),
  );
  return found.map(({ id, metadata }) => configFrom(id!, metadata));
}

async function add(ctx: CloudContext, spec: NotificationSpec): Promise<Config> {
  const storage = await ctx.clients.storage();
  const patience = {
    reason: "the right to publish to be known to Cloud Storage",
    budgetMs: 3 * 60_000,
    isRetryable: isPublishDenied,
  };
  const [created] = await patiently(ctx, patience, () =>
    call(ctx, "storage.CreateNotification", notification.name(spec), () =>
      storage.bucket(spec.bucket).createNotification(spec.topic, {
        eventTypes,
        payloadFormat,
        customAttributes: spec.attributes,
      }),
    ),
  );
  return configFrom(created.id!, created.metadata);
}

async function remove(ctx: CloudContext, bucket: string, id: string): Promise<void> {
  const storage = await ctx.clients.storage();
  await unlessNotFound(
    call(ctx, "storage.DeleteNotification", `buckets/${bucket}/notificationConfigs/${id}`, () =>
      storage.bucket(bucket).notification(id).delete(),
    ),
  );
}

interface NotificationFields {
  topic?: string;
  event_types?: string[];
  payload_format?: string;
  object_name_prefix?: string;
  custom_attributes?: Record<string, string>;
}

export function configFrom(id: string, metadata: object): Config {
  const fields = metadata as NotificationFields;
  return {
    id,
    topic: (fields.topic ?? "").replace(/^\/\/pubsub\.googleapis\.com\//, ""),
    eventTypes: fields.event_types ?? [],
    payloadFormat: fields.payload_format ?? "",
    prefix: fields.object_name_prefix ?? "",
    attributes: plainMap(fields.custom_attributes),
  };
}
