// Lifecycle rules that delete. Google applies them about once a day; here it is every few minutes.
// https://cloud.google.com/storage/docs/lifecycle
import type { LifecycleRule } from "./bucket-fields.ts";
import type { StoredObject } from "../objects/objects.ts";
import type { Parts } from "../uploads/parts.ts";

const dayMs = 24 * 3600 * 1000;

/** Whether some rule says that the object is to be deleted now. */
export function isExpired(
  rules: readonly LifecycleRule[],
  object: StoredObject,
  now: number,
  newerVersions = 0,
): boolean {
  return rules.some(
    ({ action, condition }) =>
      action?.type === "Delete" &&
      condition !== undefined &&
      Object.entries(condition).every(([name, value]) => holds(name, value, { object, now, newerVersions })),
  );
}

/** A condition that is not known here never holds: what is deleted by mistake cannot be brought back. */
function holds(
  name: string,
  value: unknown,
  about: { object: StoredObject; now: number; newerVersions: number },
) {
  const { now, newerVersions } = about;
  const { name: object, timeCreated, timeDeleted, fields } = about.object;
  const created = Date.parse(timeCreated);
  const some = (test: (text: string) => boolean) =>
    Array.isArray(value) && value.some((text) => typeof text === "string" && test(text));
  switch (name) {
    case "age":
      return now - created >= Number(value) * dayMs;
    case "createdBefore":
      return created < Date.parse(String(value));
    case "isLive":
      return value === (timeDeleted === undefined);
    case "numNewerVersions":
      return newerVersions >= Number(value);
    case "daysSinceNoncurrentTime":
      return timeDeleted !== undefined && now - Date.parse(timeDeleted) >= Number(value) * dayMs;
    case "noncurrentTimeBefore":
      return timeDeleted !== undefined && Date.parse(timeDeleted) < Date.parse(String(value));
    case "matchesPrefix":
      return some((prefix) => object.startsWith(prefix));
    case "matchesSuffix":
      return some((suffix) => object.endsWith(suffix));
    case "matchesStorageClass":
      return some((storageClass) => storageClass === fields.storageClass);
    default:
      return false;
  }
}

export function applyLifecycle({ buckets, former, changes, context }: Parts): void {
  changes.expire();
  for (const { name, fields } of buckets.list("")) {
    const rules = fields.lifecycle?.rule ?? [];
    if (!rules.some(({ action }) => action?.type === "Delete")) continue;
    for (const versions of byName(former.scan("versions", name, ""))) {
      for (const [index, object] of versions.entries()) {
        if (!isExpired(rules, object, context.clock.now(), versions.length - 1 - index)) continue;
        changes.remove(object, {}, object.timeDeleted !== undefined);
      }
    }
  }
}

/** The versions of each object, oldest first. */
function* byName(objects: Iterable<StoredObject>): Iterable<StoredObject[]> {
  let versions: StoredObject[] = [];
  for (const object of objects) {
    if (versions.length > 0 && versions[0]!.name !== object.name) {
      yield versions;
      versions = [];
    }
    versions.push(object);
  }
  if (versions.length > 0) yield versions;
}
