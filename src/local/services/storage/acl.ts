// Access lists, which uniform access forbids and which are not kept where it is off: every local caller may do everything.
// https://cloud.google.com/storage/docs/uniform-bucket-level-access
import type { Bucket } from "./buckets/buckets.ts";
import type { Query } from "./conditions.ts";
import { conditionNotMet, invalid, notEmulated, type StorageError } from "./storage-error.ts";

const more = "Read more at https://cloud.google.com/storage/docs/uniform-bucket-level-access";

/**
 * What a request for access lists is answered with.
 * @param entities that it wants to let in
 * @throws StorageError 412
 */
export function aclRefusal(
  { fields }: Pick<Bucket, "fields">,
  what: string,
  entities: readonly unknown[],
): StorageError {
  if (!fields.iamConfiguration.uniformBucketLevelAccess.enabled) {
    refusePublic({ fields }, entities);
    return notEmulated("access lists; use uniform access and the bucket's policy");
  }
  return invalid(`${what} when uniform bucket-level access is enabled. ${more}`);
}

/** @throws StorageError 412 when everybody is among them, and the bucket keeps everybody out */
export function refusePublic({ fields }: Pick<Bucket, "fields">, members: readonly unknown[]): void {
  const isPublic = members.some((member) => member === "allUsers" || member === "allAuthenticatedUsers");
  if (isPublic && fields.iamConfiguration.publicAccessPrevention === "enforced") {
    throw conditionNotMet(
      "The member bindings allUsers and allAuthenticatedUsers are not allowed since public access prevention is enforced.",
    );
  }
}

/** What everybody has without them. */
const usual = /^(private|projectPrivate|bucketOwnerFullControl)$/;

/** The predefined lists that let everybody in. */
const publicNames: Readonly<Record<string, string>> = {
  authenticatedRead: "allAuthenticatedUsers",
  publicRead: "allUsers",
  publicReadWrite: "allUsers",
};

/** @throws StorageError 400, 412 or 501 when access lists come with the metadata of a bucket or an object */
export function refuseAcl(bucket: Pick<Bucket, "fields">, body: Record<string, unknown>, query: Query): void {
  const named = Object.keys(query).filter(
    (name) => query[name] !== "" && /^(predefined|destinationPredefined)(DefaultObject)?Acl$/i.test(name),
  );
  const lists = [body["acl"], body["defaultObjectAcl"]].filter((list) => list !== undefined && list !== null);
  const entities = [
    ...lists.flat().map((entry) => (entry as { entity?: unknown } | null)?.entity),
    ...named.map((name) => publicNames[query[name]!]),
  ];
  const isUniform = bucket.fields.iamConfiguration.uniformBucketLevelAccess.enabled;
  const asks = named.some((name) => isUniform || !usual.test(query[name]!));
  const brings = lists.some((list) => !Array.isArray(list) || list.length > 0);
  if (asks || brings) throw aclRefusal(bucket, "Cannot insert legacy ACL for an object", entities);
}
