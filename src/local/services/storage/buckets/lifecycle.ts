// Lifecycle rules that delete. Google applies them about once a day; here it is every few minutes.
// https://cloud.google.com/storage/docs/lifecycle
import type { LifecycleRule } from "./bucket-fields.ts";
import type { StoredObject } from "../objects/objects.ts";
import type { Parts } from "../uploads/parts.ts";

const dayMs = 24 * 3600 * 1000;

/** Whether some rule says that the object is to be deleted now. */
export function isExpired(rules: readonly LifecycleRule[], object: StoredObject, now: number): boolean {
  return rules.some(
    ({ action, condition }) =>
      action?.type === "Delete" &&
      condition !== undefined &&
      Object.entries(condition).every(([name, value]) => holds(name, value, object, now)),
  );
}

/** A condition that is not known here never holds: what is deleted by mistake cannot be brought back. */
function holds(
  name: string,
  value: unknown,
  { name: object, timeCreated, fields }: StoredObject,
  now: number,
) {
  const created = Date.parse(timeCreated);
  const some = (test: (text: string) => boolean) =>
    Array.isArray(value) && value.some((text) => typeof text === "string" && test(text));
  switch (name) {
    case "age":
      return now - created >= Number(value) * dayMs;
    case "createdBefore":
      return created < Date.parse(String(value));
    case "isLive":
      return value === true;
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

export function applyLifecycle({ buckets, objects, changes, context }: Parts): void {
  for (const { name, fields } of buckets.list("")) {
    const rules = fields.lifecycle?.rule ?? [];
    if (!rules.some(({ action }) => action?.type === "Delete")) continue;
    for (const object of objects.scan(name, "")) {
      if (isExpired(rules, object, context.clock.now())) changes.remove(object, {});
    }
  }
}
