import { expect, it } from "vitest";
import { dependentsOf, inOrder } from "../../../../src/provision/engine/graph.ts";
import { thingCloud } from "../support.ts";

const byId = ([a]: (string | string[])[], [b]: (string | string[])[]): number =>
  String(a) < String(b) ? -1 : 1;

const { node } = thingCloud();
const d = node("d");
const c = node("c", [d]);
const b = node("b", [c]);
const a = node("a", [c, d]);

it("puts each node after what it needs, and ties by id", () => {
  expect(inOrder([a, b, c, d]).map(({ id }) => id)).toEqual(["d", "c", "a", "b"]);
  expect(inOrder([node("y"), node("x"), node("z")]).map(({ id }) => id)).toEqual(["x", "y", "z"]);
});

it("knows all that need a node, directly or through others, each once", () => {
  const dependents = dependentsOf([a, b, c, d]);
  expect([...dependents].map(([id, ids]) => [id, ids.toSorted()]).toSorted(byId)).toEqual([
    ["a", []],
    ["b", []],
    ["c", ["a", "b"]],
    ["d", ["a", "b", "c"]],
  ]);
});

it("refuses two nodes of one id", () => {
  expect(() => inOrder([a, node("a"), c, d])).toThrow("two nodes have the same id");
});
