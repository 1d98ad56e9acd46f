// Tells a topic about each new object of a bucket. Cannot be changed, only made and removed; and making one twice
// delivers every object twice, so all of them are read and compared.
// https://cloud.google.com/storage/docs/json_api/v1/notifications
import { hasStatus, isPublishDenied } from "../google/cloud-error.ts";
import { call, patiently, type CloudContext } from "../engine/context.ts";
import { isSame, plainMap } from "../engine/normalise.ts";
import { changed, type Resource } from "../engine/resource.ts";

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

export const notification: Resource<NotificationSpec, NotificationLive> = {
  kind: "storage.notification",
  name: (spec) => `buckets/${spec.bucket}/notificationConfigs (${spec.topic})`,

  async read(ctx, spec) {
    try {
      const configs = await listTo(ctx, spec);
      return configs.length === 0 ? undefined : { bucket: spec.bucket, configs };
    } catch (error) {
      if (hasStatus(error, "NOT_FOUND")) return undefined;
      throw error;
    }
  },

  diff(spec, live) {
    const { wanted, others } = sorted(spec, live.configs);
    return [...changed("configured", wanted !== undefined, true), ...changed("others", others.length, 0)];
  },

  async create(ctx, spec) {
    // Listed once more: an interrupted run may have made it without having heard the answer.
    const configs = await listTo(ctx, spec);
    if (sorted(spec, configs).wanted) return { bucket: spec.bucket, configs };
    const created = await add(ctx, spec);
    return { bucket: spec.bucket, configs: [...configs, created] };
  },

  async update(ctx, spec, live) {
    // Listed once more, for the same reason.
    const { wanted, others } = sorted(spec, await listTo(ctx, spec));
    const kept = wanted ?? (await add(ctx, spec));
    for (const config of others) await remove(ctx, live.bucket, config.id);
    return { bucket: live.bucket, configs: [kept] };
  },

  async delete(ctx, live) {
    for (const config of live.configs) await remove(ctx, live.bucket, config.id);
  },
};

/** The one to keep (the lowest id of those that fit) and the rest, which would deliver again or wrongly. */
function sorted(
  spec: NotificationSpec,
  configs: readonly Config[],
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
async function listTo(ctx: CloudContext, { bucket, topic }: NotificationSpec): Promise<Config[]> {
  const storage = await ctx.clients.storage();
  const [found] = await call(ctx, "storage.ListNotifications", `buckets/${bucket}`, () =>
    storage.bucket(bucket).getNotifications(),
  );
  return found
    .map(({ id, metadata }) => configFrom(id!, metadata))
    .filter((config) => config.topic === topic);
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
  try {
    await call(ctx, "storage.DeleteNotification", `buckets/${bucket}/notificationConfigs/${id}`, () =>
      storage.bucket(bucket).notification(id).delete(),
    );
  } catch (error) {
    if (!hasStatus(error, "NOT_FOUND")) throw error;
  }
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
