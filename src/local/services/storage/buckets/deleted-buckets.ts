// Buckets that were deleted, until nobody can restore them any more. What was soft-deleted in them waits with them.
// https://cloud.google.com/storage/docs/soft-delete
import type { ServiceContext } from "../../../service.ts";
import type { FormerObjects } from "../objects/former-objects.ts";
import { StatusError } from "../../../wire/status.ts";
import { timestamp } from "../resource.ts";
import { notFound } from "../storage-error.ts";
import { bucketPolicyName, bucketProject, type Bucket, type Buckets } from "./buckets.ts";

export interface DeletedBucket extends Bucket {
  softDeleteTime: string;
  hardDeleteTime: string;
  policy: ReturnType<ServiceContext["policies"]["get"]>;
}

export type DeletedBuckets = ReturnType<typeof openDeletedBuckets>;

/** A name that no bucket has, under which its former objects are kept. */
const aside = ({ name, generation }: Pick<Bucket, "name" | "generation">): string => `${name}#${generation}`;

export function openDeletedBuckets(
  { store, clock, policies }: ServiceContext,
  { buckets, former }: { buckets: Buckets; former: FormerObjects },
) {
  const kept = store.collection<DeletedBucket>("storage_deleted_buckets");
  const isOver = ({ hardDeleteTime }: DeletedBucket): boolean => Date.parse(hardDeleteTime) <= clock.now();

  function get(name: string, generation: number): DeletedBucket {
    const found = kept.get(aside({ name, generation }));
    if (found && !isOver(found)) return found;
    throw notFound("The specified bucket does not exist, or cannot be restored any more.");
  }

  return {
    /** @throws StorageError 404 */
    get,
    of: (projectId: string, prefix: string): DeletedBucket[] =>
      kept
        .list(prefix)
        .map(({ value }) => value)
        .filter((bucket) => bucketProject(bucket) === projectId && !isOver(bucket)),
    /** Belongs into the transaction that deletes the bucket, and before that; gives the contents that nothing names any more. */
    keep(bucket: Bucket): string[] {
      const ms = Number(bucket.fields.softDeletePolicy.retentionDurationSeconds) * 1000;
      if (ms === 0) return former.removeBucket(bucket.name);
      const policy = policies.get(bucketPolicyName(bucket.name));
      const times = {
        softDeleteTime: timestamp(clock.now()),
        hardDeleteTime: timestamp(clock.now() + ms),
      };
      kept.put(aside(bucket), { ...bucket, ...times, policy });
      former.rename(bucket.name, aside(bucket));
      return [];
    },
    /** @throws StorageError 404, or 409 where another has its name by now */
    restore(name: string, generation: number): Bucket {
      return store.transaction(() => {
        const { softDeleteTime: _, hardDeleteTime: _hard, policy, ...bucket } = get(name, generation);
        const restored = buckets.putBack(bucket);
        try {
          const { bindings, version } = policy;
          policies.set(bucketPolicyName(name), { bindings, version });
        } catch (error) {
          // Accounts that are gone since then can be granted nothing; the bucket is as new ones are.
          if (!(error instanceof StatusError)) throw error;
        }
        former.rename(aside(bucket), name);
        kept.delete(aside(bucket));
        return restored;
      });
    },
    /** Their objects have times of their own, and end by these. */
    expire(): void {
      for (const { name, value } of kept.list("")) if (isOver(value)) kept.delete(name);
    },
  };
}
