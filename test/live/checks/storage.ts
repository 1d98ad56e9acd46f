// Checks of buckets and objects, on the buckets of the stack.
import type { Check, Live } from "../row.ts";

const probe = ".cloud-runner/live-probe";
const bucketPath = ({ names }: Live) => `/storage/v1/b/${names.outputBucket}`;
const probePath = (live: Live) => `${bucketPath(live)}/o/${encodeURIComponent(probe)}`;

const upload = (live: Live) =>
  live.ask(
    "storage",
    "POST",
    `/upload/storage/v1/b/${live.names.outputBucket}/o?uploadType=media&name=${encodeURIComponent(probe)}`,
    { body: "probe" },
  );

export const bucketAsAnswered: Check = {
  async run(live) {
    const { body } = await live.ask("storage", "GET", bucketPath(live));
    const { location, softDeletePolicy } = body as {
      location?: string;
      softDeletePolicy?: { retentionDurationSeconds?: string };
    };
    const isUpper = location !== undefined && location === location.toUpperCase();
    return isUpper && String(softDeletePolicy?.retentionDurationSeconds) === "0";
  },
};

export const lifecycleIsCleared: Check = {
  async run(live) {
    const rule = [{ action: { type: "Delete" }, condition: { age: 3650 } }];
    await live.ask("storage", "PATCH", bucketPath(live), { body: { lifecycle: { rule } } });
    const set = await live.ask("storage", "GET", bucketPath(live));
    await live.ask("storage", "PATCH", bucketPath(live), { body: { lifecycle: null } });
    const cleared = await live.ask("storage", "GET", bucketPath(live));
    return "lifecycle" in set.body && cleared.status === 200 && !("lifecycle" in cleared.body);
  },
};

export const fullBucketStays: Check = {
  async run(live) {
    await upload(live);
    try {
      return (await live.ask("storage", "DELETE", bucketPath(live))).status === 409;
    } finally {
      await live.ask("storage", "DELETE", probePath(live));
    }
  },
};

export const preconditionOnPatch: Check = {
  async run(live) {
    const { body } = await upload(live);
    try {
      const generation = String(body["generation"]);
      const patch = { body: { metadata: { seen: "1" } } };
      const stale = await live.ask("storage", "PATCH", `${probePath(live)}?ifGenerationMatch=1`, patch);
      const path = `${probePath(live)}?ifGenerationMatch=${generation}`;
      return stale.status === 412 && (await live.ask("storage", "PATCH", path, patch)).status === 200;
    } finally {
      await live.ask("storage", "DELETE", probePath(live));
    }
  },
};
