// Buckets and objects of the local Cloud Storage, seen by Google's own client.
import { Storage, type Bucket } from "@google-cloud/storage";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { ownerAuth } from "../support/as-owner.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";

const projectId = "cloud-runner-local";

let local: StartedServices;
let storage: Storage;
let bucket: Bucket;
let count = 0;

beforeAll(async () => {
  local = await startServices((context) => [
    createStorage(context, { publish: () => "1", topicExists: () => false }),
  ]);
  storage = new Storage({
    projectId,
    apiEndpoint: local.httpUrl,
    // For policies.
    authClient: ownerAuth(local),
    useAuthWithCustomEndpoint: true,
    retryOptions: { autoRetry: false },
  });
});
afterAll(() => local.close());
beforeEach(async () => {
  [bucket] = await storage.createBucket(`bucket-${++count}`, { location: "europe-west3" });
});

/** What the client says of a refusal. */
async function refusal(call: Promise<unknown>): Promise<{ code: number; reason: string | undefined }> {
  try {
    await call;
  } catch (error) {
    const { code, errors } = error as { code: number; errors?: { reason?: string }[] };
    return { code, reason: errors?.[0]?.reason };
  }
  throw new Error("the call was expected to be refused");
}

const names = (files: { name: string }[]) => files.map(({ name }) => name);

describe("a bucket", () => {
  it("keeps what it was created with, and says what Google adds", async () => {
    await storage.createBucket("with-everything", {
      location: "europe-west3",
      labels: { "managed-by": "cloud-runner" },
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" },
      softDeletePolicy: { retentionDurationSeconds: 0 },
      lifecycle: { rule: [{ action: { type: "Delete" }, condition: { age: 30 } }] },
    } as never);
    const [metadata] = await storage.bucket("with-everything").getMetadata();
    expect(metadata).toMatchObject({
      kind: "storage#bucket",
      location: "EUROPE-WEST3",
      locationType: "region",
      storageClass: "STANDARD",
      projectNumber: "100000000001",
      metageneration: "1",
      labels: { "managed-by": "cloud-runner" },
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" },
      softDeletePolicy: { retentionDurationSeconds: "0" },
      lifecycle: { rule: [{ action: { type: "Delete" }, condition: { age: 30 } }] },
    });
    await storage.bucket("with-everything").delete();
  });

  it("changes only the fields that a patch names; null removes a label", async () => {
    await bucket.setMetadata({ labels: { one: "1", two: "2" } });
    await bucket.setMetadata({ labels: { one: null, three: "3" } });
    const [metadata] = await bucket.getMetadata();
    expect(metadata.labels).toEqual({ two: "2", three: "3" });
    expect(metadata.location).toBe("EUROPE-WEST3");
    expect(metadata.metageneration).toBe("3");
  });

  it("refuses a patch whose metageneration is stale", async () => {
    await bucket.setMetadata({ labels: { one: "1" } });
    const patch = bucket.setMetadata({ labels: { two: "2" } }, { ifMetagenerationMatch: 1 });
    expect(await refusal(patch)).toEqual({ code: 412, reason: "conditionNotMet" });
  });

  it("is refused when the name is taken, wrong, or reserved", async () => {
    expect(await refusal(storage.createBucket(bucket.name))).toEqual({ code: 409, reason: "conflict" });
    expect(await refusal(storage.createBucket("Upper"))).toEqual({ code: 400, reason: "invalid" });
    expect(await refusal(storage.createBucket("goog-mine"))).toEqual({ code: 400, reason: "invalid" });
    expect(await refusal(storage.createBucket("fine-name", { location: "mars" }))).toEqual({
      code: 400,
      reason: "invalid",
    });
    const elsewhere = new Storage({ projectId: "other", apiEndpoint: local.httpUrl });
    expect(await refusal(elsewhere.createBucket("fine-name"))).toEqual({ code: 400, reason: "invalid" });
  });

  it("is deleted only when it is empty, and is gone then", async () => {
    await bucket.file("a").save("a");
    expect(await refusal(bucket.delete())).toEqual({ code: 409, reason: "conflict" });
    await bucket.deleteFiles({ force: true, versions: true });
    await bucket.delete();
    expect(await bucket.exists()).toEqual([false]);
    expect(await refusal(bucket.getMetadata())).toEqual({ code: 404, reason: "notFound" });
    expect(await refusal(bucket.getFiles())).toEqual({ code: 404, reason: "notFound" });
  });

  it("is listed with its project", async () => {
    const [all] = await storage.getBuckets({ prefix: bucket.name });
    expect(names(all)).toContain(bucket.name);
  });

  it("has a policy that is changed by read, modify and write with the etag", async () => {
    const [policy] = await bucket.iam.getPolicy({ requestedPolicyVersion: 3 });
    policy.bindings.push({ role: "roles/storage.objectViewer", members: ["user:someone@example.com"] });
    await bucket.iam.setPolicy(policy);
    const [now] = await bucket.iam.getPolicy({ requestedPolicyVersion: 3 });
    expect(now.bindings).toContainEqual({
      role: "roles/storage.objectViewer",
      members: ["user:someone@example.com"],
    });
    expect(await refusal(bucket.iam.setPolicy(policy))).toEqual({ code: 412, reason: "conditionNotMet" });
    const [granted] = await bucket.iam.testPermissions(["storage.objects.get"]);
    expect(granted).toEqual({ "storage.objects.get": true });
  });

  it("does not open to the public while that is prevented", async () => {
    await bucket.setMetadata({ iamConfiguration: { publicAccessPrevention: "enforced" } });
    const [policy] = await bucket.iam.getPolicy();
    policy.bindings.push({ role: "roles/storage.objectViewer", members: ["allUsers"] });
    expect(await refusal(bucket.iam.setPolicy(policy))).toEqual({ code: 412, reason: "conditionNotMet" });
  });

  it("belongs to a project whose agent the client can ask for", async () => {
    const [account] = await storage.getServiceAccount();
    expect(account.emailAddress).toBe("service-100000000001@gs-project-accounts.iam.gserviceaccount.com");
  });
});

describe("an object", () => {
  it("comes back as it was sent, with checksums that the client checks", async () => {
    const file = bucket.file("in/größe 1%.csv");
    await file.save("ds,y\n2024-01-01,1\n", {
      contentType: "text/csv",
      resumable: false,
      metadata: { metadata: { "forecast-horizon": "28" } },
    });
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({
      kind: "storage#object",
      name: "in/größe 1%.csv",
      bucket: bucket.name,
      contentType: "text/csv",
      size: "18",
      storageClass: "STANDARD",
      metageneration: "1",
      metadata: { "forecast-horizon": "28" },
      id: `${bucket.name}/in/größe 1%.csv/${metadata.generation}`,
    });
    expect(`${metadata.generation}`).toMatch(/^[0-9]{16}$/);
    const [content] = await file.download({ validation: true });
    expect(content.toString()).toBe("ds,y\n2024-01-01,1\n");
    expect((await fetch(metadata.mediaLink!)).headers.get("x-goog-hash")).toBe(
      `crc32c=${metadata.crc32c},md5=${metadata.md5Hash}`,
    );
  });

  it("may be empty", async () => {
    const file = bucket.file("empty");
    await file.save("");
    expect((await file.download())[0]).toHaveLength(0);
    expect((await file.getMetadata())[0]).toMatchObject({ size: "0", crc32c: "AAAAAA==" });
  });

  it("is uploaded in one resumable stream, whose session stays answerable", async () => {
    const content = Buffer.alloc(3_000_000, "0123456789");
    const file = bucket.file("stream");
    await file.save(content, { resumable: true, validation: "crc32c" });
    expect((await file.download())[0].equals(content)).toBe(true);
  });

  it("is uploaded in resumable chunks", async () => {
    const content = Buffer.alloc(1_000_000, "abcdefg");
    const file = bucket.file("chunks");
    await file.save(content, { resumable: true, chunkSize: 256 * 1024, validation: "md5" });
    expect((await file.download({ validation: "crc32c" }))[0].equals(content)).toBe(true);
  });

  it("is not stored when the checksum that was sent does not match", async () => {
    const file = bucket.file("wrong");
    const save = file.save("content", {
      resumable: false,
      metadata: { md5Hash: "AAAAAAAAAAAAAAAAAAAAAA==" },
    });
    expect((await refusal(save)).code).toBe(400);
    expect(await file.exists()).toEqual([false]);
  });

  it("is read in part", async () => {
    const file = bucket.file("digits");
    await file.save("0123456789");
    const part = async (options: object) => (await file.download(options))[0].toString();
    expect(await part({ start: 2, end: 4 })).toBe("234");
    expect(await part({ start: 7 })).toBe("789");
    expect(await part({ end: -3 })).toBe("789");
    const response = await fetch(`${local.httpUrl}/storage/v1/b/${bucket.name}/o/digits?alt=media`, {
      headers: { Range: "bytes=1-100" },
    });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 1-9/10");
    expect(await response.text()).toBe("123456789");
    expect(await refusal(file.download({ start: 10 }))).toMatchObject({ code: 416 });
    const link = `${local.httpUrl}/download/storage/v1/b/${bucket.name}/o/digits`;
    const head = await fetch(link, { method: "HEAD" });
    expect([head.headers.get("content-length"), await head.text()]).toEqual(["10", ""]);
  });

  it("stored as gzip is unzipped for those who do not take gzip", async () => {
    const file = bucket.file("zipped");
    await file.save("text".repeat(100), { gzip: true });
    expect((await file.getMetadata())[0].contentEncoding).toBe("gzip");
    expect((await file.download())[0].toString()).toBe("text".repeat(100));
    const link = `${local.httpUrl}/storage/v1/b/${bucket.name}/o/zipped?alt=media`;
    const plain = await fetch(link, { headers: { "Accept-Encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe("text".repeat(100));
  });

  it("has a new generation with each content, and the former one is gone", async () => {
    const file = bucket.file("a");
    await file.save("one");
    const first = Number((await file.getMetadata())[0].generation);
    await file.save("two");
    const second = Number((await file.getMetadata())[0].generation);
    expect(second).toBeGreaterThan(first);
    const former = bucket.file("a", { generation: first });
    expect(await refusal(former.getMetadata())).toEqual({ code: 404, reason: "notFound" });
    expect((await bucket.file("a", { generation: second }).download())[0].toString()).toBe("two");
  });

  it("is written, changed and deleted only when the preconditions hold", async () => {
    const file = bucket.file("a");
    const notMet = { code: 412, reason: "conditionNotMet" };
    await file.save("one", { preconditionOpts: { ifGenerationMatch: 0 } });
    const generation = Number((await file.getMetadata())[0].generation);
    for (const resumable of [true, false]) {
      const again = file.save("two", { resumable, preconditionOpts: { ifGenerationMatch: 0 } });
      expect((await refusal(again)).code).toBe(412);
    }
    const patch = file.setMetadata({ contentType: "text/csv" }, { ifMetagenerationMatch: 7 });
    expect(await refusal(patch)).toEqual(notMet);
    expect(await refusal(file.delete({ ifGenerationMatch: generation + 1 }))).toEqual(notMet);
    await file.save("two", { preconditionOpts: { ifGenerationMatch: generation } });
    expect((await file.download())[0].toString()).toBe("two");
  });

  it("answers 304 to who has it already", async () => {
    const file = bucket.file("a");
    await file.save("one");
    const { generation, etag } = (await file.getMetadata())[0];
    const link = `${local.httpUrl}/storage/v1/b/${bucket.name}/o/a`;
    expect((await fetch(`${link}?ifGenerationNotMatch=${generation}`)).status).toBe(304);
    expect((await fetch(link, { headers: { "If-None-Match": etag! } })).status).toBe(304);
    expect((await fetch(`${link}?ifGenerationNotMatch=1`)).status).toBe(200);
    expect((await fetch(`${link}?ifGenerationMatch=x`)).status).toBe(400);
  });

  it("keeps custom metadata that a patch does not name; null removes a key", async () => {
    const file = bucket.file("a");
    await file.save("one", { metadata: { metadata: { one: "1", two: "2" } } });
    await file.setMetadata({ metadata: { one: null, three: "3" }, cacheControl: "no-store" });
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({ metageneration: "2", cacheControl: "no-store" });
    expect(metadata.metadata).toEqual({ two: "2", three: "3" });
  });

  it("is copied, moved and composed", async () => {
    const file = bucket.file("a/one");
    await file.save("one", { contentType: "text/csv", metadata: { metadata: { key: "value" } } });
    await file.copy(bucket.file("b/copy"));
    const [copied] = await bucket.file("b/copy").getMetadata();
    expect(copied).toMatchObject({ contentType: "text/csv", metadata: { key: "value" } });
    await bucket.file("a/two").save("two");
    await bucket.combine(["a/one", "a/two"], "sum");
    const [sum] = await bucket.file("sum").getMetadata();
    expect(sum).toMatchObject({ componentCount: 2, size: "6" });
    expect(sum.md5Hash).toBeUndefined();
    expect((await bucket.file("sum").download())[0].toString()).toBe("onetwo");
    await file.move("moved");
    await bucket.file("moved").moveFileAtomic("renamed");
    expect((await bucket.file("renamed").download())[0].toString()).toBe("one");
    expect(names((await bucket.getFiles())[0])).toEqual(["a/two", "b/copy", "renamed", "sum"]);
  });

  it("that does not exist is not found", async () => {
    const file = bucket.file("missing");
    expect(await file.exists()).toEqual([false]);
    expect(await refusal(file.getMetadata())).toEqual({ code: 404, reason: "notFound" });
    expect(await refusal(file.delete())).toEqual({ code: 404, reason: "notFound" });
    expect((await refusal(file.download())).code).toBe(404);
    expect((await refusal(storage.bucket("no-such-bucket").file("a").save("a"))).code).toBe(404);
  });
});

describe("a listing", () => {
  beforeEach(async () => {
    for (const name of ["a", "b/", "b/1", "b/2", "b/c/3", "d", "d/1", "é"]) {
      await bucket.file(name).save(name, { resumable: false });
    }
  });

  it("goes in byte order, page by page", async () => {
    const seen: string[][] = [];
    let query: object | null = { maxResults: 3, autoPaginate: false };
    while (query) {
      const [files, next]: [{ name: string }[], object | null] = (await bucket.getFiles(query)) as never;
      seen.push(names(files));
      query = next;
    }
    expect(seen).toEqual([
      ["a", "b/", "b/1"],
      ["b/2", "b/c/3", "d"],
      ["d/1", "é"],
    ]);
  });

  it("gathers what lies below a delimiter into prefixes, on every size of page", async () => {
    for (const maxResults of [1, 2, 3, 10]) {
      const items: string[] = [];
      const prefixes: string[] = [];
      let query: object | null = { maxResults, delimiter: "/", autoPaginate: false };
      while (query) {
        const [files, next, response] = (await bucket.getFiles(query)) as unknown as [
          { name: string }[],
          object | null,
          { prefixes?: string[] },
        ];
        expect(files.length + (response.prefixes?.length ?? 0)).toBeLessThanOrEqual(maxResults);
        items.push(...names(files));
        prefixes.push(...(response.prefixes ?? []));
        query = next;
      }
      expect([items, prefixes]).toEqual([
        ["a", "d", "é"],
        ["b/", "d/"],
      ]);
    }
  });

  it.each([
    [{ prefix: "b/" }, ["b/", "b/1", "b/2", "b/c/3"]],
    [{ prefix: "b/", delimiter: "/" }, ["b/", "b/1", "b/2"]],
    [{ delimiter: "/", includeTrailingDelimiter: true }, ["a", "b/", "d", "é"]],
    [{ startOffset: "b/2", endOffset: "d/1" }, ["b/2", "b/c/3", "d"]],
    [{ matchGlob: "b/*" }, ["b/", "b/1", "b/2"]],
    [{ matchGlob: "**/{1,3}" }, ["b/1", "b/c/3", "d/1"]],
    [{ prefix: "x" }, []],
    [{ versions: true, prefix: "a" }, ["a"]],
  ])("with %j", async (query, expected) => {
    expect(names((await bucket.getFiles(query))[0])).toEqual(expected);
  });
});

describe("a client that STORAGE_EMULATOR_HOST points here", () => {
  it("works without the /storage/v1 prefix", async () => {
    const { STORAGE_EMULATOR_HOST: before } = process.env;
    process.env["STORAGE_EMULATOR_HOST"] = local.httpUrl;
    try {
      const emulated = new Storage({ projectId });
      const file = emulated.bucket(bucket.name).file("a/b");
      await file.save("one", { resumable: false });
      await file.save("two", { resumable: true });
      expect((await file.download())[0].toString()).toBe("two");
      expect(names((await emulated.bucket(bucket.name).getFiles())[0])).toEqual(["a/b"]);
      await file.delete();
    } finally {
      if (before === undefined) delete process.env["STORAGE_EMULATOR_HOST"];
      else process.env["STORAGE_EMULATOR_HOST"] = before;
    }
  });
});

it("leaves nothing in the log of the local cloud, whatever was refused", () => {
  expect(local.reported).toEqual([]);
});
