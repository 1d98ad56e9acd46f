// Rules of a bucket's life, applied to the objects in it.
import { expect, it, vi } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import { startServices } from "../support/local-services.ts";

it("moves an object to a colder class, and says since when", async () => {
  let offsetMs = 0;
  const clock = {
    now: () => Date.now() + offsetMs,
    // Rules are looked at every few minutes.
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(Math.min(ms, 20), signal),
  };
  const local = await startServices(
    (context) => [createStorage(context, { publish: () => "1", topicExists: () => false })],
    { clock },
  );
  try {
    const send = async (method: string, path: string, body?: object) => {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(new URL(path, local.httpUrl), {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      expect(answer.status).toBe(200);
      return (await answer.json()) as Record<string, string>;
    };
    const action = { type: "SetStorageClass", storageClass: "coldline" };
    const lifecycle = { rule: [{ action, condition: { age: 30 } }] };
    await send("POST", "/storage/v1/b?project=cloud-runner-local", { name: "rules", lifecycle });
    const before = await send("POST", "/upload/storage/v1/b/rules/o?uploadType=media&name=a", {});
    expect(before).toMatchObject({ storageClass: "STANDARD", metageneration: "1" });

    offsetMs = 31 * 24 * 3600 * 1000;
    await vi.waitFor(async () => {
      const after = await send("GET", "/storage/v1/b/rules/o/a");
      expect(after).toMatchObject({
        storageClass: "COLDLINE",
        generation: before["generation"],
        metageneration: "2",
      });
      expect(Date.parse(after["timeStorageClassUpdated"]!)).toBeGreaterThan(
        Date.parse(before["timeCreated"]!),
      );
    });
    const patched = await send("PATCH", "/storage/v1/b/rules/o/a", { metadata: { a: "b" } });
    expect(patched).toMatchObject({ storageClass: "COLDLINE", metageneration: "3" });
    expect(patched["timeStorageClassUpdated"]).not.toBe(patched["timeCreated"]);
  } finally {
    await local.close();
  }
});
