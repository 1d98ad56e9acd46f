import { describe, expect, it } from "vitest";
import { bucket, type BucketSpec } from "../../../../src/provision/resources/bucket.ts";
import type { Settled } from "../../../../src/provision/engine/unknown.ts";
import { context } from "../support.ts";

const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };
const spec: Settled<BucketSpec> = {
  bucket: "b",
  location: "europe-west1",
  projectNumber: "1",
  retentionDays: 0,
  labels,
};
const answer = {
  location: "EUROPE-WEST1",
  projectNumber: "1",
  iamConfiguration: {
    uniformBucketLevelAccess: { enabled: true, lockedTime: "x" },
    publicAccessPrevention: "enforced",
  },
  softDeletePolicy: { retentionDurationSeconds: "0" },
  labels,
  metageneration: "4",
  storageClass: "STANDARD",
};
const ageRule = (age: number) => ({ action: { type: "Delete" }, condition: { age } });
const theirRule = { action: { type: "SetStorageClass", storageClass: "COLDLINE" }, condition: { age: 9 } };

const storageWith = (methods: object) => context({ storage: async () => ({ bucket: () => methods }) });
const liveOf = async (found: object) =>
  (await bucket.read(storageWith({ getMetadata: async () => [found] }), spec))!;

describe("bucket", () => {
  const cases: [string, object, Partial<BucketSpec>, string[]][] = [
    ["the location in upper case", {}, {}, []],
    ["a rule of others", { lifecycle: { rule: [theirRule] } }, {}, []],
    ["no soft-delete policy", { softDeletePolicy: undefined }, {}, []],
    ["another location", { location: "US" }, {}, ["forbidden location"]],
    ["another project", { projectNumber: "2" }, {}, ["forbidden projectNumber"]],
    [
      "deleted objects kept for a week",
      { softDeletePolicy: { retentionDurationSeconds: "604800" } },
      {},
      ["update softDeleteSeconds"],
    ],
    [
      "access by object",
      { iamConfiguration: {} },
      {},
      ["update uniformAccess", "update publicAccessPrevention"],
    ],
    ["a key of somebody else's", { encryption: { defaultKmsKeyName: "k" } }, {}, ["update encryption"]],
    ["the right key", { encryption: { defaultKmsKeyName: "k" } }, { encryptionKey: "k" }, []],
    ["a key to add", { encryption: {} }, { encryptionKey: "k" }, ["update encryption"]],
    ["old versions that are kept", { versioning: { enabled: true } }, {}, ["update versioning"]],
    ["a dearer class", { storageClass: "COLDLINE" }, {}, ["update storageClass"]],
    [
      "objects that cannot be written again",
      { retentionPolicy: { retentionPeriod: "86400" }, defaultEventBasedHold: true },
      {},
      ["update defaultEventBasedHold", "update retentionPolicy"],
    ],
    [
      "a retention that nobody can take away",
      { retentionPolicy: { retentionPeriod: "86400", isLocked: true } },
      {},
      ["forbidden retentionPolicy"],
    ],
    [
      "a rule that deletes uploads early",
      { lifecycle: { rule: [{ action: { type: "Delete" }, condition: { age: 1, matchesPrefix: ["x"] } }] } },
      {},
      ["update lifecycle"],
    ],
    [
      "a shorter retention beside ours",
      { lifecycle: { rule: [ageRule(3), ageRule(1)] } },
      { retentionDays: 3 },
      ["update retentionDays"],
    ],
    ["a retention to add", {}, { retentionDays: 3 }, ["update retentionDays"]],
    ["a retention to take away", { lifecycle: { rule: [ageRule(3)] } }, {}, ["update retentionDays"]],
    ["the right retention", { lifecycle: { rule: [theirRule, ageRule(3)] } }, { retentionDays: 3 }, []],
  ];
  it.each(cases)("%s", async (_title, difference, wanted, expected) => {
    const live = await liveOf({ ...answer, ...difference });
    expect(bucket.diff({ ...spec, ...wanted }, live).map(({ path, effect }) => `${effect} ${path}`)).toEqual(
      expected,
    );
  });

  it("is ours only in our project and with our labels", async () => {
    expect(bucket.owned!(spec, await liveOf(answer))).toBe(true);
    expect(bucket.owned!(spec, await liveOf({ ...answer, projectNumber: "2" }))).toBe(false);
    expect(bucket.owned!(spec, await liveOf({ ...answer, labels: {} }))).toBe(false);
  });

  it("patches only what changed, on the generation that it read, and keeps the rules of others", async () => {
    const sent: unknown[][] = [];
    const setMetadata = async (...args: unknown[]) => {
      sent.push(args);
      return [answer];
    };
    const live = await liveOf({ ...answer, lifecycle: { rule: [theirRule, ageRule(3)] } });
    const wanted = { ...spec, retentionDays: 5 };
    await bucket.update!(storageWith({ setMetadata }), wanted, live, bucket.diff(wanted, live));
    expect(sent).toEqual([[{ lifecycle: { rule: [theirRule, ageRule(5)] } }, { ifMetagenerationMatch: 4 }]]);
  });

  it("sets back what others set", async () => {
    const sent: unknown[] = [];
    const setMetadata = async (patch: unknown) => {
      sent.push(patch);
      return [answer];
    };
    const rule = [theirRule, { action: { type: "Delete" }, condition: { numNewerVersions: 1 } }];
    const live = await liveOf({
      ...answer,
      versioning: { enabled: true },
      rpo: "ASYNC_TURBO",
      encryption: { defaultKmsKeyName: "theirs" },
      lifecycle: { rule },
    });
    await bucket.update!(storageWith({ setMetadata }), spec, live, bucket.diff(spec, live));
    expect(sent).toEqual([
      {
        encryption: { defaultKmsKeyName: null },
        lifecycle: { rule: [theirRule] },
        versioning: { enabled: false },
        rpo: "DEFAULT",
      },
    ]);
  });

  it("says that the name is taken when it may not be read", async () => {
    const forbidden = Object.assign(new Error("no"), { code: 403, errors: [{ reason: "forbidden" }] });
    const ctx = storageWith({ getMetadata: () => Promise.reject(forbidden) });
    await expect(bucket.read(ctx, spec)).rejects.toMatchObject({ code: "cloud.bucket-taken" });
  });

  it("is emptied before it is deleted, again when something was uploaded in between", async () => {
    const log: string[] = [];
    let objects = ["a", "b"];
    let isFirst = true;
    const ctx = storageWith({
      getFiles: async () => [
        objects.map((name) => ({
          name,
          metadata: { size: "5" },
          delete: async () => {
            log.push(`delete ${name}`);
            objects = objects.filter((other) => other !== name);
          },
        })),
      ],
      delete: async () => {
        log.push("delete bucket");
        if (!isFirst) return;
        isFirst = false;
        objects = ["late"];
        throw Object.assign(new Error("not empty"), { code: 409, errors: [{ reason: "conflict" }] });
      },
    });
    const live = await liveOf(answer);
    expect(await bucket.contents!(ctx, live)).toEqual({ objects: 2, bytes: 10 });
    await bucket.delete(ctx, live);
    expect(log).toEqual(["delete a", "delete b", "delete bucket", "delete late", "delete bucket"]);
  });
});
