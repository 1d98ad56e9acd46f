// Buckets: their records, and the rules of their life. https://cloud.google.com/storage/docs/json_api/v1/buckets
import { projectNumber } from "../../../state/projects.ts";
import { seedProject } from "../../../seed-project.ts";
import type { ServiceContext } from "../../../service.ts";
import { bucketFields, locationType, type BucketFields } from "./bucket-fields.ts";
import { check, type Conditions } from "../conditions.ts";
import { checkBucketName } from "../names.ts";
import { etagOf, mergePatch, timestamp } from "../resource.ts";
import { accountDisabled, bucketNotFound, conflict, invalid, required } from "../storage-error.ts";

export interface Bucket {
  name: string;
  /** Id; absent in what was kept when there was one project only. */
  project?: string;
  /** Microseconds; distinguishes a bucket from a former one of the same name. */
  generation: number;
  metageneration: number;
  timeCreated: string;
  updated: string;
  fields: BucketFields;
}

export type Buckets = ReturnType<typeof openBuckets>;

export const bucketProject = ({ project = seedProject.id }: Bucket): string => project;

/** Full name under which a bucket's IAM policy is kept. */
export const bucketPolicyName = (bucket: string): string =>
  `//storage.googleapis.com/projects/_/buckets/${bucket}`;

const versionOf = ({ generation, metageneration }: Bucket) => ({
  // Conditions on a bucket speak of its metageneration only.
  generation,
  metageneration,
  etag: etagOf(0, metageneration),
});

export function openBuckets({ store, clock, policies, projects, httpUrl }: ServiceContext) {
  const buckets = store.collection<Bucket>("storage_buckets");
  const now = () => timestamp(clock.now());

  function get(name: string, conditions: Conditions = {}, purpose: "read" | "write" = "read"): Bucket {
    const bucket = buckets.peek(name);
    if (!bucket) throw bucketNotFound();
    const owner = projects.find(bucketProject(bucket));
    if (owner?.state !== "ACTIVE" || !projects.isBilled(owner)) throw accountDisabled();
    check(conditions, versionOf(bucket), purpose);
    return bucket;
  }

  function save(bucket: Bucket, fields: BucketFields): Bucket {
    if (fields.location !== bucket.fields.location) {
      throw invalid("The location of a bucket cannot be changed after the bucket is created.");
    }
    const saved = { ...bucket, fields, metageneration: bucket.metageneration + 1, updated: now() };
    buckets.put(bucket.name, saved);
    return saved;
  }

  return {
    find: (name: string): Bucket | undefined => buckets.get(name),
    /** @throws StorageError 404 */
    get,
    list: (prefix: string): Bucket[] => buckets.list(prefix).map(({ value }) => value),
    insert(projectId: string, body: Record<string, unknown>): Bucket {
      const name = body["name"];
      if (typeof name !== "string" || name === "") throw required("name");
      checkBucketName(name);
      const fields = bucketFields(body, now());
      const taken = buckets.get(name);
      if (taken && bucketProject(taken) !== projectId) {
        throw conflict(
          "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
        );
      }
      if (taken) {
        throw conflict("Your previous request to create the named bucket succeeded and you already own it.");
      }
      const created = now();
      const bucket: Bucket = {
        name,
        project: projectId,
        generation: clock.now() * 1000,
        metageneration: 1,
        timeCreated: created,
        updated: created,
        fields,
      };
      store.transaction(() => {
        buckets.put(name, bucket);
        policies.set(bucketPolicyName(name), { bindings: initialBindings(projectId, fields) });
      });
      return bucket;
    },
    /** @throws StorageError 409 */
    putBack(bucket: Bucket): Bucket {
      if (buckets.get(bucket.name))
        throw conflict("Another bucket has this name by now: delete that one to restore this one.");
      const restored = { ...bucket, metageneration: bucket.metageneration + 1, updated: now() };
      buckets.put(bucket.name, restored);
      policies.set(bucketPolicyName(bucket.name), {
        bindings: initialBindings(bucketProject(bucket), bucket.fields),
      });
      return restored;
    },
    patch(name: string, body: Record<string, unknown>, conditions: Conditions): Bucket {
      const bucket = get(name, conditions, "write");
      return save(bucket, bucketFields(mergePatch(bucket.fields, renewed(body)), now()));
    },
    replace(name: string, body: Record<string, unknown>, conditions: Conditions): Bucket {
      const bucket = get(name, conditions, "write");
      return save(bucket, bucketFields({ location: bucket.fields.location, ...body }, now()));
    },
    /** Counts a change that is kept elsewhere, such as a notification. */
    touch(name: string) {
      const bucket = get(name);
      buckets.put(name, { ...bucket, metageneration: bucket.metageneration + 1, updated: now() });
    },
    remove(name: string, conditions: Conditions) {
      get(name, conditions, "write");
      buckets.delete(name);
      policies.remove(bucketPolicyName(name));
    },
    resource(bucket: Bucket): Record<string, unknown> {
      const { name, generation, metageneration, timeCreated, updated, fields } = bucket;
      const type = locationType(fields);
      return {
        kind: "storage#bucket",
        id: name,
        name,
        selfLink: `${httpUrl()}/storage/v1/b/${name}`,
        projectNumber: projectNumber(bucketProject(bucket)),
        generation: `${generation}`,
        metageneration: `${metageneration}`,
        etag: etagOf(0, metageneration),
        timeCreated,
        updated,
        ...(type !== "region" && { rpo: "DEFAULT" }),
        ...fields,
        locationType: type,
      };
    },
  };
}

/** What depends on the time of a change is computed anew when the change touches it. */
function renewed(patch: Record<string, unknown>): Record<string, unknown> {
  const softDelete = patch["softDeletePolicy"];
  const iam = patch["iamConfiguration"] as Record<string, unknown> | null | undefined;
  // The two names of uniform access are one field: the one that the request leaves out must not contradict.
  const uniform = iam?.["uniformBucketLevelAccess"] ?? iam?.["bucketPolicyOnly"];
  return {
    ...patch,
    ...(typeof softDelete === "object" &&
      softDelete !== null && { softDeletePolicy: { ...softDelete, effectiveTime: null } }),
    ...(uniform !== undefined && { iamConfiguration: { ...iam, uniformBucketLevelAccess: uniform } }),
  };
}

/** https://cloud.google.com/storage/docs/access-control/iam-roles#initial-bindings */
function initialBindings(projectId: string, { iamConfiguration }: BucketFields) {
  const owners = [`projectEditor:${projectId}`, `projectOwner:${projectId}`];
  const viewers = [`projectViewer:${projectId}`];
  return [
    { role: "roles/storage.legacyBucketOwner", members: owners },
    { role: "roles/storage.legacyBucketReader", members: viewers },
    ...(iamConfiguration.uniformBucketLevelAccess.enabled
      ? [
          { role: "roles/storage.legacyObjectOwner", members: owners },
          { role: "roles/storage.legacyObjectReader", members: viewers },
        ]
      : []),
  ];
}
