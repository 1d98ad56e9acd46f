// What a request may set on a bucket, checked and completed as Cloud Storage does.
// https://cloud.google.com/storage/docs/json_api/v1/buckets#resource
import { pick } from "../resource.ts";
import { refuseBucketSettings } from "../refused-settings.ts";
import { invalid, notEmulated } from "../storage-error.ts";

const writable = [
  "autoclass",
  "billing",
  "cors",
  "customPlacementConfig",
  "defaultEventBasedHold",
  "encryption",
  "hierarchicalNamespace",
  "iamConfiguration",
  "labels",
  "lifecycle",
  "location",
  "logging",
  "retentionPolicy",
  "rpo",
  "softDeletePolicy",
  "storageClass",
  "versioning",
  "website",
] as const;

const storageClasses = [
  "STANDARD",
  "NEARLINE",
  "COLDLINE",
  "ARCHIVE",
  "MULTI_REGIONAL",
  "REGIONAL",
  "DURABLE_REDUCED_AVAILABILITY",
];

/** Of rules of a bucket's life; each is done by lifecycle.ts. */
const conditions = [
  "age",
  "createdBefore",
  "customTimeBefore",
  "daysSinceCustomTime",
  "daysSinceNoncurrentTime",
  "isLive",
  "matchesPrefix",
  "matchesStorageClass",
  "matchesSuffix",
  "noncurrentTimeBefore",
  "numNewerVersions",
];

const multiRegions = ["US", "EU", "ASIA"];
const dualRegions = /^(NAM|EUR|ASIA)[0-9]+$/;
const regions = /^(AFRICA|ASIA|AUSTRALIA|EUROPE|ME|NORTHAMERICA|SOUTHAMERICA|US)-[A-Z]+[0-9]+$/;

const day = 86_400;

export interface LifecycleRule {
  action?: { type?: string; storageClass?: string };
  condition?: Record<string, unknown>;
}

export interface BucketFields extends Record<string, unknown> {
  location: string;
  storageClass: string;
  customPlacementConfig?: { dataLocations?: string[] };
  iamConfiguration: {
    publicAccessPrevention: string;
    uniformBucketLevelAccess: { enabled: boolean; lockedTime?: string };
    bucketPolicyOnly?: { enabled: boolean; lockedTime?: string };
  };
  labels?: Record<string, string>;
  lifecycle?: { rule?: LifecycleRule[] };
  versioning?: { enabled?: boolean };
  softDeletePolicy: { retentionDurationSeconds: string; effectiveTime: string };
}

/** @throws StorageError 400 */
export function locationType({
  location,
  customPlacementConfig,
}: Pick<BucketFields, "location" | "customPlacementConfig">): "region" | "multi-region" | "dual-region" {
  if (customPlacementConfig !== undefined) {
    const { dataLocations } = customPlacementConfig;
    const isPair = Array.isArray(dataLocations) && dataLocations.length === 2;
    if (!multiRegions.includes(location) || !isPair || !dataLocations.every((each) => regions.test(each))) {
      throw invalid("A custom placement names two regions of the multi-region that is the location.");
    }
    return "dual-region";
  }
  if (multiRegions.includes(location)) return "multi-region";
  if (dualRegions.test(location)) return "dual-region";
  if (regions.test(location)) return "region";
  throw invalid("The specified location constraint is not valid.");
}

/**
 * @param now RFC 3339
 * @throws StorageError 400
 */
export function bucketFields(body: Record<string, unknown>, now: string): BucketFields {
  refuseBucketSettings(body);
  const fields = pick(body, writable);
  // What is empty is left out.
  if (Array.isArray(fields["cors"]) && fields["cors"].length === 0) delete fields["cors"];
  const location = text(fields, "location", "US").toUpperCase();
  const placement = object(fields, "customPlacementConfig") as BucketFields["customPlacementConfig"];
  locationType({ location, ...(placement && { customPlacementConfig: placement }) });
  const storageClass = text(fields, "storageClass", "STANDARD").toUpperCase();
  if (!storageClasses.includes(storageClass)) throw invalid(`Invalid storage class ${storageClass}`);
  const labels = checkedLabels(object(fields, "labels"));
  const lifecycle = checkedLifecycle(object(fields, "lifecycle"));
  const result: BucketFields = {
    ...fields,
    location,
    storageClass,
    iamConfiguration: iamConfiguration(object(fields, "iamConfiguration"), now),
    softDeletePolicy: softDeletePolicy(object(fields, "softDeletePolicy"), now),
  };
  delete result.labels;
  delete result.lifecycle;
  return { ...result, ...(labels && { labels }), ...(lifecycle && { lifecycle }) };
}

function text(fields: Record<string, unknown>, name: string, otherwise: string): string {
  const value = fields[name] ?? otherwise;
  if (typeof value !== "string") throw invalid(`Invalid value for: ${name} is not a string`);
  return value;
}

function object(fields: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const value = fields[name];
  if (value !== undefined && (typeof value !== "object" || value === null || Array.isArray(value))) {
    throw invalid(`Invalid value for: ${name} is not a message`);
  }
  return value as Record<string, unknown> | undefined;
}

function iamConfiguration(given: Record<string, unknown> | undefined, now: string) {
  const publicAccessPrevention = given?.["publicAccessPrevention"] ?? "inherited";
  if (publicAccessPrevention !== "inherited" && publicAccessPrevention !== "enforced") {
    throw invalid(`Invalid public access prevention: ${JSON.stringify(publicAccessPrevention)}`);
  }
  // bucketPolicyOnly is the former name, still accepted and still answered.
  type Uniform = { enabled?: boolean; lockedTime?: string };
  const uniform = (given?.["uniformBucketLevelAccess"] ?? given?.["bucketPolicyOnly"]) as Uniform | undefined;
  // From the moment of enabling there are 90 days in which it can be reverted.
  const lockedTime = uniform?.lockedTime ?? new Date(Date.parse(now) + 90 * day * 1000).toISOString();
  const access = uniform?.enabled ? { enabled: true, lockedTime } : { enabled: false };
  return { publicAccessPrevention, uniformBucketLevelAccess: access, bucketPolicyOnly: access };
}

function softDeletePolicy(given: Record<string, unknown> | undefined, now: string) {
  const seconds = Number(given?.["retentionDurationSeconds"] ?? 7 * day);
  if (seconds !== 0 && !(seconds >= 7 * day && seconds <= 90 * day)) {
    throw invalid(
      `Soft delete policy retention duration must be 0 or between ${7 * day} and ${90 * day} seconds.`,
    );
  }
  return {
    retentionDurationSeconds: `${seconds}`,
    effectiveTime: (given?.["effectiveTime"] as string | undefined) ?? now,
  };
}

/** https://cloud.google.com/storage/docs/tags-and-labels#bucket-labels */
function checkedLabels(labels: Record<string, unknown> | undefined): Record<string, string> | undefined {
  if (!labels || Object.keys(labels).length === 0) return undefined;
  if (Object.keys(labels).length > 64) throw invalid("A bucket can have at most 64 labels.");
  for (const [key, value] of Object.entries(labels)) {
    if (!/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key))
      throw invalid(`Invalid label key: '${key}'`);
    if (typeof value !== "string" || !/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(value)) {
      throw invalid(`Invalid label value: '${String(value)}'`);
    }
  }
  return labels as Record<string, string>;
}

/** https://cloud.google.com/storage/docs/lifecycle */
function checkedLifecycle(lifecycle: Record<string, unknown> | undefined) {
  const given = (lifecycle?.["rule"] ?? []) as LifecycleRule[];
  if (!Array.isArray(given)) throw invalid("Invalid value for: lifecycle.rule is not a list");
  const rules = given.map((rule) => {
    const storageClass = rule.action?.storageClass;
    // As of a bucket, a class may be written in small letters.
    if (typeof storageClass !== "string") return rule;
    return { ...rule, action: { ...rule.action, storageClass: storageClass.toUpperCase() } };
  });
  if (rules.length === 0) return undefined;
  if (rules.length > 100) throw invalid("A lifecycle configuration can have at most 100 rules.");
  for (const { action, condition } of rules) {
    const type = action?.type ?? "";
    if (!["Delete", "SetStorageClass", "AbortIncompleteMultipartUpload"].includes(type)) {
      throw invalid(`Invalid lifecycle action: '${type}'`);
    }
    if (type === "SetStorageClass") {
      const target = storageClasses.indexOf(action?.storageClass ?? "");
      if (target < 0) throw invalid(`Invalid storage class ${action?.storageClass}`);
      if (target > 3) throw notEmulated(`lifecycle rules that move objects to ${action?.storageClass}`);
    }
    if (!condition || Object.keys(condition).length === 0) {
      throw invalid("A lifecycle rule must have at least one condition.");
    }
    const other = Object.keys(condition).find((name) => !conditions.includes(name));
    if (other !== undefined) throw notEmulated(`the lifecycle condition '${other}'`);
    const age = condition["age"];
    if (age !== undefined && !(Number.isInteger(age) && (age as number) >= 0)) {
      throw invalid(`Invalid lifecycle age: ${JSON.stringify(age)}`);
    }
  }
  return { rule: rules };
}
