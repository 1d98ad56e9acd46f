// The three changes that can happen to an object, each with its notification in one transaction.
import type { ServiceContext } from "../../service.ts";
import type { Buckets } from "./buckets/buckets.ts";
import { check, type Conditions } from "./conditions.ts";
import type { Content, Contents } from "./objects/contents.ts";
import type { ObjectFields, Objects, StoredObject } from "./objects/objects.ts";
import type { EventType, ObjectEvent } from "./notifications.ts";
import type { Outbox } from "./outbox.ts";
import { timestamp } from "./resource.ts";
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
    contents,
    outbox,
  }: { buckets: Buckets; objects: Objects; contents: Contents; outbox: Outbox },
) {
  const current = ({ bucket, name, generation }: StoredObject): StoredObject => {
    const live = objects.find(bucket, name);
    if (live?.generation !== generation) throw objectNotFound(bucket, name);
    return live;
  };

  function announce(type: EventType, object: StoredObject, others: Partial<ObjectEvent> = {}): void {
    const { bucket, name, generation } = object;
    outbox.add({ type, bucket, name, generation, resource: objects.resource(object), ...others });
  }

  /** Belongs into a transaction; the content may go only after it. */
  function unlist(object: StoredObject, conditions: Conditions): void {
    const live = current(object);
    check(conditions, live, "write");
    objects.remove(live);
    announce("OBJECT_DELETE", live);
  }

  const changes = {
    /**
     * Makes a content that is whole the live object; takes the content away again when the conditions do not hold.
     * `alongside` runs in the same transaction.
     */
    finalize(object: NewObject, conditions: Conditions, alongside?: () => void): StoredObject {
      const { bucket, name } = object;
      let replaced: StoredObject | undefined;
      let created: StoredObject;
      try {
        created = store.transaction(() => {
          // The bucket may be gone by the end of a long upload.
          buckets.get(bucket);
          replaced = objects.find(bucket, name);
          check(conditions, replaced, "write");
          const generation = objects.nextGeneration();
          const now = timestamp(clock.now());
          const times = { timeCreated: now, updated: now };
          const saved = objects.put({ ...object, generation, metageneration: 1, ...times });
          if (replaced) announce("OBJECT_DELETE", replaced, { overwrittenByGeneration: generation });
          announce("OBJECT_FINALIZE", saved, replaced && { overwroteGeneration: replaced.generation });
          alongside?.();
          return saved;
        });
      } catch (error) {
        contents.remove(object.content.id);
        throw error;
      }
      if (replaced) contents.remove(replaced.content.id);
      outbox.deliver();
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
        const saved = objects.put({
          ...live,
          fields: change(live),
          metageneration: live.metageneration + 1,
          updated: timestamp(clock.now()),
        });
        announce("OBJECT_METADATA_UPDATE", saved);
        return saved;
      });
      outbox.deliver();
      return updated;
    },
    /** @throws StorageError 404, 412 */
    remove(object: StoredObject, conditions: Conditions) {
      store.transaction(() => unlist(object, conditions));
      contents.remove(object.content.id);
      outbox.deliver();
    },
    /** Gives the object another name in its bucket, in one step. */
    move(object: StoredObject, name: string, conditions: Conditions): StoredObject {
      const content = { ...object.content, id: contents.link(object.content.id) };
      const moved = changes.finalize({ ...object, name, content }, conditions, () => unlist(object, {}));
      contents.remove(object.content.id);
      return moved;
    },
  };
  return changes;
}
