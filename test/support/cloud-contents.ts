// Everything that is in a project, as Google's own clients show it: for "nothing else has changed" and "all is the same".
import type { CloudContext } from "../../src/provision/engine/context.ts";

/** Full names, each with all that the cloud says of the thing. */
export type Contents = Record<string, unknown>;

/** Reads all kinds of things that a stack is made of, whoever made them, with their policies. */
export async function contentsOf(ctx: CloudContext): Promise<Contents> {
  const { clients, project, region } = ctx;
  const parent = `projects/${project}`;
  const location = `${parent}/locations/${region}`;
  const [storage, topics, subscriptions, services, repositories, iam] = await Promise.all([
    clients.storage(),
    clients.topics(),
    clients.subscriptions(),
    clients.services(),
    clients.artifactRegistry(),
    clients.iam(),
  ]);
  const contents: Contents = {};
  const put = (kind: string, name: string, value: unknown) =>
    (contents[`${kind} ${name}`] = JSON.parse(JSON.stringify(value)));

  const readBuckets = async () => {
    const [buckets] = await storage.getBuckets();
    for (const bucket of buckets) {
      put("bucket", bucket.name, bucket.metadata);
      put("policy of bucket", bucket.name, (await bucket.iam.getPolicy({ requestedPolicyVersion: 3 }))[0]);
      const [notifications] = await bucket.getNotifications();
      put(
        "notifications of bucket",
        bucket.name,
        notifications.map(({ metadata }) => metadata),
      );
      const [files] = await bucket.getFiles({ versions: true });
      for (const file of files) {
        const [bytes] = await file.download();
        put("object", `${bucket.name}/${file.name}`, { ...file.metadata, bytes: bytes.toString("base64") });
      }
    }
  };
  const readTopics = async () => {
    for (const topic of (await topics.listTopics({ project: parent }))[0]) {
      put("topic", topic.name!, topic);
      put("policy of topic", topic.name!, (await topics.getIamPolicy({ resource: topic.name } as never))[0]);
    }
  };
  const readSubscriptions = async () => {
    for (const one of (await subscriptions.listSubscriptions({ project: parent }))[0]) {
      put("subscription", one.name!, one);
      const [policy] = await subscriptions.getIamPolicy({ resource: one.name } as never);
      put("policy of subscription", one.name!, policy);
    }
  };
  const readServices = async () => {
    for (const service of (await services.listServices({ parent: location }))[0]) {
      put("service", service.name!, service);
      const [policy] = await services.getIamPolicy({ resource: service.name! });
      put("policy of service", service.name!, policy);
    }
  };
  const readRepositories = async () => {
    for (const repository of (await repositories.listRepositories({ parent: location }))[0])
      put("repository", repository.name!, repository);
  };
  const readAccounts = async () => {
    const { data } = await iam.projects.serviceAccounts.list({ name: parent, pageSize: 100 });
    for (const account of data.accounts ?? []) put("account", account.email!, account);
  };
  await Promise.all([
    readBuckets(),
    readTopics(),
    readSubscriptions(),
    readServices(),
    readRepositories(),
    readAccounts(),
  ]);
  return Object.fromEntries(Object.entries(contents).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Named by the cloud when it made the thing, so that no two runs have the same. */
const madeUp = new Set([
  "createTime",
  "effectiveTime",
  "etag",
  "generation",
  "id",
  "latestCreatedRevision",
  "latestReadyRevision",
  "lockedTime",
  "metageneration",
  "oauth2ClientId",
  "observedGeneration",
  "projectNumber",
  "selfLink",
  "timeCreated",
  "uid",
  "uniqueId",
  "updateTime",
  "updated",
  "lastTransitionTime",
  "lastModifier",
  "deployed-at",
]);

/** The same without what differs from run to run: ids, etags, times, ports; and lists in one order. */
export function comparable(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(comparable).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  // Ports are those of one local cloud.
  if (typeof value === "string") return value.replaceAll(/127\.0\.0\.1:[0-9]+/g, "<local cloud>");
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !madeUp.has(key))
      .map(([key, each]) => [key, comparable(each)]),
  );
}
