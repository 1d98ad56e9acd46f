import { describe, expect, it } from "vitest";
import { CloudError } from "../../../../src/core/errors.ts";
import {
  askForArtifacts,
  createArtifacts,
  serveArtifacts,
} from "../../../../src/runtime/workers/artifacts.ts";
import { MemoryStore } from "../fakes.ts";

function start() {
  const store = new MemoryStore();
  const fetched = createArtifacts(store);
  const ask = askForArtifacts(serveArtifacts(fetched));
  const text = async (uri: string) => Buffer.from(await ask(uri)).toString();
  return { store, fetched, ask, text };
}

const uri = "gs://models/a/weights.bin";

describe("what a model of one's own loads from Storage", () => {
  it("comes to the worker that asks, each answer to its own question", async () => {
    const { store, text } = start();
    store.put("models", "a/weights.bin", "first");
    store.put("models", "b", "second");
    expect(await Promise.all([text("gs://models/b"), text(uri), text("gs://models/b")])).toEqual([
      "second",
      "first",
      "second",
    ]);
  });

  it("is kept until there is a newer generation, and stays whole for the next worker", async () => {
    const { store, fetched, text } = start();
    store.put("models", "a/weights.bin", "old");
    const kept = await fetched(uri);
    expect(await text(uri)).toBe("old");
    expect(await fetched(uri)).toBe(kept);
    expect(Buffer.from(kept).toString()).toBe("old");
    store.put("models", "a/weights.bin", "new");
    expect(await text(uri)).toBe("new");
  });

  it("is read again after a fault", async () => {
    const { store, fetched } = start();
    store.put("models", "a/weights.bin", "whole");
    const works = store.read.bind(store);
    store.read = () => Promise.reject(new Error("cut off"));
    await expect(fetched(uri)).rejects.toThrow("cut off");
    store.read = works;
    expect(Buffer.from(await fetched(uri)).toString()).toBe("whole");
  });

  it("is refused in words that tell the worker's log what to do", async () => {
    const { store, ask } = start();
    await expect(ask(uri)).rejects.toThrow(
      "There is no gs://models/a/weights.bin. Fix: Upload it, or correct the address in the model.",
    );
    await expect(ask("models/a")).rejects.toThrow("models/a is not of the form gs://bucket/object.");
    store.failure = new CloudError("no", {
      code: "storage.permission-denied",
      status: "PERMISSION_DENIED",
      retryable: false,
    });
    await expect(ask(uri)).rejects.toThrow(
      'The service may not read gs://models/a/weights.bin. Fix: Name it under "artifacts" in cloud-runner.json and run `cloud-runner up`.',
    );
    store.stat = () => Promise.reject(new Error("the network is down"));
    await expect(ask(uri)).rejects.toThrow(/^the network is down$/);
  });

  it("has a code for each refusal", async () => {
    const { fetched } = start();
    await expect(fetched(uri)).rejects.toMatchObject({ code: "artifact.missing" });
    await expect(fetched("gs://models")).rejects.toMatchObject({ code: "artifact.uri" });
  });
});
