// https://cloud.google.com/storage/docs/json_api/v1/buckets
import type { File } from "@google-cloud/storage";
import pMap from "p-map";
import { CloudError } from "../../core/errors.ts";
import { hasStatus, isForbidden } from "../google/cloud-error.ts";
import { call, patiently, unlessNotFound, type CloudContext } from "../engine/context.ts";
import { labelChanges, namesOfOurs, ownedByLabels } from "../engine/labels.ts";
import { each, managing, need } from "../engine/needs.ts";
import { isSame, plainMap } from "../engine/normalise.ts";
import { changed, type Contents, type Removable } from "../engine/resource.ts";
import type { Late } from "../engine/unknown.ts";
import { storageAdmin } from "../google/roles.ts";
import { bucketFields, bucketSettings } from "./bucket-settings.ts";

export interface BucketSpec {
  bucket: string;
  location: string;
  /** Bucket names are global: one of the same name in another project is somebody else's. */
  projectNumber: Late<string>;
  /** Objects older than this are deleted; 0 keeps them. */
  retentionDays: number;
  /** Full name of the key that new objects are encrypted with; by default Google's own. */
  encryptionKey?: string | undefined;
  labels: Record<string, string>;
}

type LifecycleRule = { action: { type: string }; condition: Record<string, unknown> };

export interface BucketLive {
  bucket: string;
  location: string;
  projectNumber: string;
  uniformAccess: boolean;
  publicAccessPrevention: string;
  softDeleteSeconds: number;
  lifecycle: LifecycleRule[];
  encryptionKey: string | undefined;
  /** By Google's name of the field. */
  settings: Record<string, unknown>;
  /** Nobody can shorten the retention policy any more, or take it away. */
  isRetentionLocked: boolean;
  labels: Record<string, string>;
  metageneration: string;
}

export const bucket: Removable<BucketSpec, BucketLive> = {
  kind: "storage.bucket",
  purpose:
    "one for inputs and one for outputs, never the same; uniform access, no public access; one more for the source that Cloud Build reads",
  needs: [
    need("storage", storageAdmin, [
      ...managing("storage.buckets"),
      ...each("storage.objects", "list", "delete"),
    ]),
  ],
  fields: bucketFields,
  name: (spec) => `buckets/${spec.bucket}`,

  async list(ctx) {
    const storage = await ctx.clients.storage();
    const { project } = ctx;
    const [buckets] = await call(ctx, "storage.ListBuckets", `projects/${project}`, () =>
      storage.getBuckets({ project }),
    );
    return namesOfOurs(
      ctx,
      buckets.map(({ name, metadata }) => ({ name: `buckets/${name}`, labels: metadata.labels ?? null })),
    );
  },

  async read(ctx, spec) {
    const storage = await ctx.clients.storage();
    const found = await unlessNotFound(
      call(ctx, "storage.GetBucket", bucket.name(spec), () => storage.bucket(spec.bucket).getMetadata()),
    ).catch((error: unknown) => {
      throw isForbidden(error) ? taken(spec, error) : error;
    });
    return found && liveFrom(spec.bucket, found[0]);
  },

  diff: (spec, live) => [
    ...changed("projectNumber", live.projectNumber, spec.projectNumber, "forbidden"),
    ...changed("location", live.location.toLowerCase(), spec.location.toLowerCase(), "forbidden"),
    ...changed("uniformAccess", live.uniformAccess, true),
    ...changed("publicAccessPrevention", live.publicAccessPrevention, "enforced"),
    ...changed("softDeleteSeconds", live.softDeleteSeconds, 0),
    ...changed("retentionDays", retentionDays(live.lifecycle), spec.retentionDays),
    ...changed("lifecycle", live.lifecycle.filter(isForeignDeletion), []),
    // What is there already stays readable by the key that it was written with.
    ...changed("encryption", live.encryptionKey, spec.encryptionKey),
    ...bucketSettings
      .flatMap(({ field, wanted }) => changed(field, live.settings[field], wanted))
      .map((change) =>
        change.path === "retentionPolicy" && live.isRetentionLocked ? { ...change, ...locked } : change,
      ),
    ...labelChanges(spec.labels, live.labels),
  ],

  async create(ctx, spec) {
    const storage = await ctx.clients.storage();
    const rules = lifecycleRules([], spec.retentionDays);
    const [, created] = await call(ctx, "storage.CreateBucket", bucket.name(spec), () =>
      storage.createBucket(spec.bucket, {
        location: spec.location,
        labels: spec.labels,
        iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" },
        // A scratch bucket: kept bytes would be charged for a week after they were deleted.
        softDeletePolicy: { retentionDurationSeconds: 0 },
        ...(spec.encryptionKey !== undefined && { encryption: { defaultKmsKeyName: spec.encryptionKey } }),
        ...(rules.length === 0 ? {} : { lifecycle: { rule: rules as never } }),
      }),
    );
    return liveFrom(spec.bucket, created as object);
  },

  async update(ctx, spec, live, changes) {
    const storage = await ctx.clients.storage();
    const touched = new Set(changes.map((change) => change.path.split(".")[0]));
    const rules = lifecycleRules(live.lifecycle, spec.retentionDays);
    const patch = {
      ...(touched.has("labels") && { labels: spec.labels }),
      ...((touched.has("uniformAccess") || touched.has("publicAccessPrevention")) && {
        iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" },
      }),
      ...(touched.has("softDeleteSeconds") && { softDeletePolicy: { retentionDurationSeconds: 0 } }),
      ...(touched.has("encryption") && {
        encryption: { defaultKmsKeyName: spec.encryptionKey ?? (null as never) },
      }),
      ...((touched.has("retentionDays") || touched.has("lifecycle")) && {
        lifecycle: rules.length === 0 ? null : { rule: rules as never },
      }),
      ...Object.assign(
        {},
        ...bucketSettings.filter(({ field }) => touched.has(field)).map(({ reset }) => reset),
      ),
    };
    const [updated] = await call(ctx, "storage.PatchBucket", bucket.name(spec), () =>
      storage.bucket(spec.bucket).setMetadata(patch, { ifMetagenerationMatch: Number(live.metageneration) }),
    );
    return liveFrom(spec.bucket, updated);
  },

  async delete(ctx, live) {
    const storage = await ctx.clients.storage();
    const name = `buckets/${live.bucket}`;
    // An upload may land between the last listing and the delete, so both are repeated.
    const patience = {
      reason: `${live.bucket} to be empty`,
      budgetMs: 60_000,
      isRetryable: (error: unknown) =>
        hasStatus(error, "ALREADY_EXISTS", "FAILED_PRECONDITION", "RESOURCE_EXHAUSTED", "ABORTED") &&
        error.refusal !== "organisation-policy",
    };
    const deleting = patiently(ctx, patience, async () => {
      await empty(ctx, live.bucket);
      await call(ctx, "storage.DeleteBucket", name, () => storage.bucket(live.bucket).delete());
    });
    await unlessNotFound(deleting);
  },

  async contents(ctx, live): Promise<Contents> {
    const { wholeBucket } = ctx.clients;
    if (wholeBucket !== undefined) {
      return call(ctx, "storage.ListObjects", `buckets/${live.bucket}`, () =>
        wholeBucket.contents(live.bucket),
      );
    }
    const found = { objects: 0, bytes: 0 };
    for await (const page of allVersions(ctx, live.bucket)) {
      found.objects += page.length;
      for (const { metadata } of page) found.bytes += Number(metadata.size ?? 0);
    }
    return found;
  },

  owned: (spec, live) => live.projectNumber === spec.projectNumber && ownedByLabels(spec, live),
};

/** https://cloud.google.com/storage/docs/bucket-lock */
const locked = {
  effect: "forbidden",
  fix: 'Its retention policy is locked for as long as the bucket is there, and until it ends no forecast can be written again. Choose another "name" in cloud-runner.json.',
} as const;

interface BucketFields {
  location?: string;
  projectNumber?: string | number;
  iamConfiguration?: { uniformBucketLevelAccess?: { enabled?: boolean }; publicAccessPrevention?: string };
  softDeletePolicy?: { retentionDurationSeconds?: string | number };
  lifecycle?: { rule?: LifecycleRule[] | null } | null;
  encryption?: { defaultKmsKeyName?: string } | null;
  retentionPolicy?: { isLocked?: boolean } | null;
  labels?: Record<string, string | null>;
  metageneration?: string | number;
}

function liveFrom(name: string, found: object): BucketLive {
  const fields = found as BucketFields;
  return {
    bucket: name,
    location: fields.location ?? "",
    projectNumber: String(fields.projectNumber ?? ""),
    uniformAccess: fields.iamConfiguration?.uniformBucketLevelAccess?.enabled ?? false,
    publicAccessPrevention: fields.iamConfiguration?.publicAccessPrevention ?? "inherited",
    softDeleteSeconds: Number(fields.softDeletePolicy?.retentionDurationSeconds ?? 0),
    lifecycle: fields.lifecycle?.rule ?? [],
    encryptionKey: fields.encryption?.defaultKmsKeyName || undefined,
    settings: Object.fromEntries(bucketSettings.map(({ field, of }) => [field, of(found)])),
    isRetentionLocked: fields.retentionPolicy?.isLocked ?? false,
    labels: plainMap(fields.labels),
    metageneration: String(fields.metageneration ?? ""),
  };
}

/** Our rule deletes by age alone. */
const isAgeRule = (rule: LifecycleRule) =>
  rule.action.type === "Delete" && isSame(Object.keys(rule.condition), ["age"]);

/** Rules of others stay as they are, but for those that delete what we keep. */
const isForeignDeletion = (rule: LifecycleRule) => rule.action.type === "Delete" && !isAgeRule(rule);

/** Of several, the shortest holds. */
function retentionDays(rules: readonly LifecycleRule[]): number {
  const ages = rules.filter(isAgeRule).map(({ condition }) => Number(condition["age"]));
  return ages.length === 0 ? 0 : Math.min(...ages);
}

function lifecycleRules(existing: readonly LifecycleRule[], days: number): LifecycleRule[] {
  const others = existing.filter((rule) => rule.action.type !== "Delete");
  return days === 0 ? others : [...others, { action: { type: "Delete" }, condition: { age: days } }];
}

/** By the page, so that it does not matter how many there are. */
async function* allVersions(ctx: CloudContext, name: string): AsyncGenerator<File[]> {
  const bucket = (await ctx.clients.storage()).bucket(name);
  let query: object | null | undefined = { versions: true };
  while (query) {
    // The client leaves it out of the next query, and then would fetch all that is left.
    const asked: object = { ...query, autoPaginate: false };
    const [files, next]: [File[], (object | null)?, unknown?] = await call(
      ctx,
      "storage.ListObjects",
      `buckets/${name}`,
      () => bucket.getFiles(asked),
    );
    yield files;
    query = next;
  }
}

/** Google takes a thousand requests a second for a bucket before it asks for patience. */
const deletionsAtOnce = 50;

async function empty(ctx: CloudContext, name: string): Promise<void> {
  await call(ctx, "storage.DeleteObject", `buckets/${name}`, async () =>
    ctx.clients.wholeBucket?.empty(name),
  );
  const remove = (file: File) =>
    call(ctx, "storage.DeleteObject", `buckets/${name}/objects/${file.name}`, () =>
      file.delete({ ignoreNotFound: true }),
    );
  let count = 0;
  for await (const files of allVersions(ctx, name)) {
    if (files.length === 0) continue;
    ctx.waiting(`deleting objects, ${(count += files.length)} so far`, 0);
    await pMap(files, remove, { concurrency: deletionsAtOnce, signal: ctx.signal });
  }
}

function taken(spec: BucketSpec, cause: CloudError): CloudError {
  return new CloudError(
    `The bucket name ${spec.bucket} is in use, and these credentials may not read that bucket.`,
    {
      code: "cloud.bucket-taken",
      status: cause.status,
      retryable: false,
      details: ["Bucket names are global: it may belong to another project."],
      fix: 'Choose another "name" in cloud-runner.json, or grant roles/storage.admin on the project that holds it.',
      cause,
    },
  );
}
