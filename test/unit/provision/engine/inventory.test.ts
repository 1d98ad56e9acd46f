import { describe, expect, it } from "vitest";
import { inventory } from "../../../../src/provision/engine/inventory.ts";
import type { KindFacts } from "../../../../src/provision/engine/resource.ts";
import type { Unseen } from "../../../../src/provision/engine/unseen.ts";
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
    ["its API is off", cloudErrorFrom({ code: 7, message: "off", reason: "SERVICE_DISABLED" }, call)],
    ["a right is missing", cloudError("PERMISSION_DENIED")],
    ["the project is not there", cloudError("NOT_FOUND")],
  ])("takes no refusal for an empty list: %s", async (_, error) => {
    await expect(inventory(context(), [failing(error), rest])).rejects.toBe(error);
    const unseen: Unseen[] = [];
    expect(await inventory(context(), [failing(error), rest], unseen)).toHaveLength(2);
    expect(unseen).toEqual([{ kind: "b", name: "(all of this stack)", error }]);
  });

  it("throws what is no answer of the cloud, and asks again after a passing fault", async () => {
    const bug = new TypeError("a bug");
    await expect(inventory(context(), [failing(bug)], [])).rejects.toBe(bug);
    let asked = 0;
    const busy = kindOf("a", async () => {
      asked += 1;
      if (asked < 3) throw cloudErrorFrom({ code: 14, message: "busy" }, call);
      return ["x"];
    });
    expect(await inventory(context({ faultBudgetMs: 60_000 }), [busy])).toHaveLength(1);
  });
});
