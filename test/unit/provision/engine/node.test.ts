import { expect, it } from "vitest";
import { knownFrom, node, nodeOf, observed, specOf } from "../../../../src/provision/engine/node.ts";
import { isUnknown, settled, unknownYet } from "../../../../src/provision/engine/unknown.ts";
import { thingCloud } from "../support.ts";

const cloud = thingCloud();
const a = cloud.node("a", [], 3);
const other = node("b", { ...cloud.resource, kind: "test.other" }, { name: "b", size: 1 }, [a]);

it("is found by its kind where it is the only one", () => {
  expect(nodeOf([a, other], cloud.resource)).toBe(a);
  expect(specOf([other, a], cloud.resource)).toEqual({ name: "a", size: 3 });
  expect(() => nodeOf([other], cloud.resource)).toThrow("0 nodes are of the kind test.thing");
  expect(() => nodeOf([a, cloud.node("c")], cloud.resource)).toThrow("2 nodes");
});

it("keeps what was observed before when one node changes", () => {
  const live = { name: "a", size: 3 };
  const before = observed();
  const after = before.with(a, live);
  expect([before.of(a), after.of(a), after.of(other)]).toEqual([undefined, live, undefined]);
  expect(after.with(a, undefined).of(a)).toBeUndefined();
  expect(knownFrom(after).of(a, ({ size }) => size)).toBe(3);
  expect(knownFrom(before).of(a, ({ size }) => size)).toBe(unknownYet);
});

it("has no spec that is settled while anything in it is unknown", () => {
  expect(settled({ a: [1, null, { b: "x" }] })).toEqual({ a: [1, null, { b: "x" }] });
  expect(() => settled({ a: [1, { b: unknownYet }] })).toThrow("still unknown");
  expect([isUnknown(unknownYet), isUnknown("x"), String(unknownYet)]).toEqual([
    true,
    false,
    "(known after apply)",
  ]);
  expect(JSON.stringify({ a: unknownYet })).toBe('{"a":"(known after apply)"}');
});
