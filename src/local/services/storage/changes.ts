// The three changes that can happen to an object, each with its notification in one transaction, and what stays of it.
import type { ServiceContext } from "../../service.ts";
import type { Buckets } from "./buckets/buckets.ts";
import { check, type Conditions } from "./conditions.ts";
import type { Content, Contents } from "./objects/contents.ts";
import type { FormerObjects } from "./objects/former-objects.ts";
import type { ObjectFields, Objects, StoredObject } from "./objects/objects.ts";
import type { EventType, ObjectEvent } from "./notifications.ts";
import type { Outbox } from "./outbox.ts";
import { etagOf, timestamp } from "./resource.ts";
import { objectNotFound } from "./storage-error.ts";

export interface NewObject {
  bucket: string;
  name: string;
  content: Omit<Content, "md5Hash"> & { md5Hash?: string };
  componentCount?: number;
  fields: ObjectFields;
}

export type Changes = ReturnType<typeof createChanges>;

export function createChanges(
  { store, clock }: ServiceContext,
  {
    buckets,
    objects,
    former,
    contents,
    outbox,
  }: { buckets: Buckets; objects: Objects; former: FormerObjects; contents: Contents; outbox: Outbox },
) {
  /** As it is now; it may be gone since it was looked at. */
  const current = (object: StoredObject): StoredObject => {
    const { bucket, name, generation } = object;
    const isVersion = object.timeDeleted !== undefined;
    const now = isVersion ? former.find("noncurrent", object) : objects.find(bucket, name);
    if (now?.generation !== generation) throw objectNotFound(bucket, name);
    return now;
  };

  /**
   * What becomes of an object that is no longer the live one, or no longer a version; gives whether its content may go.
   * @param isForGood its generation was named, so that no version of it stays
   */
  function retire(object: StoredObject, isForGood: boolean, others: Partial<ObjectEvent> = {}): boolean {
    const { versioning, softDeletePolicy } = buckets.get(object.bucket).fields;
    const now = clock.now();
    if (versioning?.enabled && !isForGood) {
      former.keep({ ...object, timeDeleted: timestamp(now) });
      announce("OBJECT_ARCHIVE", object, others);
      return false;
    }
    announce("OBJECT_DELETE", object, others);
    const seconds = Number(softDeletePolicy.retentionDurationSeconds);
    if (object.timeDeleted !== undefined) former.remove(object);
    if (seconds === 0) return true;
    const times = { softDeleteTime: timestamp(now), hardDeleteTime: timestamp(now + seconds * 1000) };
    former.keep({ ...object, ...times });
    return false;
  }

  function announce(type: EventType, object: StoredObject, others: Partial<ObjectEvent> = {}): void {
    const { bucket, name, generation } = object;
    outbox.add({ type, bucket, name, generation, resource: objects.resource(object), ...others });
  }

  /** Belongs into a transaction; gives whether the content may go after it. */
  function unlist(object: StoredObject, conditions: Conditions, isForGood: boolean): boolean {
    const now = current(object);
    check(conditions, now, "write");
    if (now.timeDeleted === undefined) objects.remove(now);
    return retire(now, isForGood);
  }

  const changes = {
    /**
     * Makes a content that is whole the live object; takes the content away again when the conditions do not hold.
     * `alongside` runs in the same transaction.
     */
    finalize(object: NewObject, conditions: Conditions, alongside?: () => void): StoredObject {
      const { bucket, name } = object;
      let replaced: StoredObject | undefined;
      let isReplacedGone = false;
      let created: StoredObject;
      try {
        created = store.transaction(() => {
          // The bucket may be gone by the end of a long upload.
          buckets.get(bucket);
          replaced = objects.find(bucket, name);
          check(conditions, replaced, "write");
          const generation = objects.nextGeneration();
          contents.keep(object.content.id);
          const now = timestamp(clock.now());
          const times = { timeCreated: now, updated: now };
          const saved = objects.put({ ...object, generation, metageneration: 1, ...times });
          if (replaced) isReplacedGone = retire(replaced, false, { overwrittenByGeneration: generation });
          announce("OBJECT_FINALIZE", saved, replaced && { overwroteGeneration: replaced.generation });
          alongside?.();
          return saved;
        });
      } catch (error) {
        contents.remove(object.content.id);
        throw error;
      }
      if (replaced && isReplacedGone) contents.remove(replaced.content.id);
      return created;
    },
    /** @throws StorageError 404, 412 */
    update(
      object: StoredObject,
      change: (live: StoredObject) => ObjectFields,
      conditions: Conditions,
    ): StoredObject {
      const updated = store.transaction(() => {
        const live = current(object);
        check(conditions, live, "write");
        const changed = {
          ...live,
          fields: change(live),
          metageneration: live.metageneration + 1,
          updated: timestamp(clock.now()),
        };
        const saved = { ...changed, etag: etagOf(changed.generation, changed.metageneration) };
        if (live.timeDeleted === undefined) objects.put(saved);
        else former.keep(saved);
        announce("OBJECT_METADATA_UPDATE", saved);
        return saved;
      });
      return updated;
    },
    /**
     * @param isForGood its generation was named: no version of it stays
     * @throws StorageError 404, 412
     */
    remove(object: StoredObject, conditions: Conditions, isForGood = false) {
      const isGone = store.transaction(() => unlist(object, conditions, isForGood));
      if (isGone) contents.remove(object.content.id);
    },
    /** Gives the object another name in its bucket, in one step. */
    move(object: StoredObject, name: string, conditions: Conditions): StoredObject {
      const content = { ...object.content, id: contents.link(object.content.id) };
      let isGone = false;
      const moved = changes.finalize({ ...object, name, content }, conditions, () => {
        isGone = unlist(object, {}, false);
      });
      if (isGone) contents.remove(object.content.id);
      return moved;
    },
    /** Ends what was soft-deleted long enough ago. */
    expire() {
      for (let gone = former.expired(); gone.length > 0; gone = former.expired()) {
        store.transaction(() => gone.forEach((object) => former.remove(object)));
        for (const { content } of gone) contents.remove(content.id);
      }
    },
  };
  return changes;
}
