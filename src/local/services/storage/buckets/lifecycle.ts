// Lifecycle rules: they delete, or move to a colder class. Google applies them about once a day; here it is every few minutes.
// https://cloud.google.com/storage/docs/lifecycle
import type { LifecycleRule } from "./bucket-fields.ts";
import type { StoredObject } from "../objects/objects.ts";
import { timestamp } from "../resource.ts";
import type { Parts } from "../uploads/parts.ts";

const dayMs = 24 * 3600 * 1000;

/** The colder, the cheaper to keep; a rule moves objects this way only. The classes of old come before all of them. */
const fromWarmToCold = ["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"];

type Described = Pick<StoredObject, "name" | "timeCreated" | "timeDeleted"> & {
  fields: Partial<StoredObject["fields"]>;
};

interface About {
  object: StoredObject;
  now: number;
  newerVersions?: number;
}

/** What the rules do with an object now; what deletes goes before what moves, and the coldest class before others. */
export function dueAction(
  rules: readonly LifecycleRule[],
  about: About,
): "Delete" | { storageClass: string } | undefined {
  const actions = rules
    .filter(
      ({ condition }) =>
        condition !== undefined &&
        Object.entries(condition).every(([name, value]) => holds(name, value, about)),
    )
    .map(({ action }) => action);
  if (actions.some((action) => action?.type === "Delete")) return "Delete";
  const coldest = Math.max(...actions.map((action) => fromWarmToCold.indexOf(action?.storageClass ?? "")));
  const isColder = coldest > fromWarmToCold.indexOf(about.object.fields.storageClass);
  return isColder ? { storageClass: fromWarmToCold[coldest]! } : undefined;
}

/** A condition that is not known here never holds: what is deleted by mistake cannot be brought back. */
function holds(name: string, value: unknown, about: Omit<About, "object"> & { object: Described }) {
  const { now, newerVersions = 0 } = about;
  const { name: object, timeCreated, timeDeleted, fields } = about.object;
  const customTime = Date.parse(fields.customTime ?? "");
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
    // Without a custom time both are false.
    case "daysSinceCustomTime":
      return now - customTime >= Number(value) * dayMs;
    case "customTimeBefore":
      return customTime < Date.parse(String(value));
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

/** Those of uploads in parts; others never hold for them. */
const uploadConditions = ["age", "matchesPrefix", "matchesSuffix"];

const isAbortDue = (
  rules: readonly LifecycleRule[],
  { name, timeCreated }: { name: string; timeCreated: string },
  now: number,
): boolean =>
  rules
    .filter(({ action }) => action?.type === "AbortIncompleteMultipartUpload")
    .some(({ condition = {} }) =>
      Object.entries(condition).every(
        ([key, value]) =>
          uploadConditions.includes(key) &&
          holds(key, value, { object: { name, timeCreated, fields: {} }, now }),
      ),
    );

export function applyLifecycle({ buckets, former, changes, multipart, deleted, context }: Parts): void {
  changes.expire();
  deleted.expire();
  for (const { name, fields } of buckets.list("")) {
    const rules = fields.lifecycle?.rule ?? [];
    if (rules.length === 0) continue;
    for (const upload of multipart.of(name))
      if (isAbortDue(rules, upload, context.clock.now())) multipart.abort(upload.id);
    for (const versions of byName(former.scan("versions", name, ""))) {
      for (const [index, object] of versions.entries()) {
        const now = context.clock.now();
        const due = dueAction(rules, { object, now, newerVersions: versions.length - 1 - index });
        if (due === "Delete") changes.remove(object, {}, object.timeDeleted !== undefined);
        else if (due) {
          const moved = { ...due, timeStorageClassUpdated: timestamp(now) };
          changes.update(object, ({ fields }) => ({ ...fields, ...moved }), {});
        }
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
