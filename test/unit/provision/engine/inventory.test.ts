import { describe, expect, it } from "vitest";
import { inventory } from "../../../../src/provision/engine/inventory.ts";
import type { KindFacts } from "../../../../src/provision/engine/resource.ts";
import { cloudErrorFrom } from "../../../../src/provision/google/cloud-error.ts";
import { cloudError, context, thingCloud } from "../support.ts";

const kindOf = (kind: string, list: KindFacts["list"]): KindFacts =>
  ({ ...thingCloud().resource, kind, list }) as KindFacts;

const failing = (error: unknown) => kindOf("b", () => Promise.reject(error as Error));
const rest = kindOf("c", async () => ["z", "y"]);
const call = { method: "run.List", resource: "p", project: "p", unavailableFix: "" };

describe("inventory", () => {
  it("lists what is left by kind and name, and passes over kinds that cannot be listed", async () => {
    const kinds = [rest, kindOf("a", async () => ["x"]), kindOf("b", { never: "it goes with its owner" })];
    expect(await inventory(context(), kinds)).toEqual([
      { kind: "a", name: "x" },
      { kind: "c", name: "y" },
      { kind: "c", name: "z" },
    ]);
  });

  it("asks on behalf of each kind", async () => {
    const asked: unknown[] = [];
    const kind = kindOf("a", async (ctx) => {
      asked.push(ctx.kind);
      return [];
    });
    expect(await inventory(context(), [kind])).toEqual([]);
    expect(asked).toEqual([kind]);
  });

  it.each([
    ["what holds it is gone", cloudError("NOT_FOUND")],
    ["its API is off", cloudErrorFrom({ code: 7, message: "off", reason: "SERVICE_DISABLED" }, call)],
  ])("lists nothing of a kind when %s", async (_, error) => {
    expect(await inventory(context(), [failing(error), rest])).toHaveLength(2);
  });

  it("fails when a kind cannot be seen for any other reason", async () => {
    const error = cloudError("PERMISSION_DENIED");
    await expect(inventory(context(), [failing(error), rest])).rejects.toBe(error);
  });
});
