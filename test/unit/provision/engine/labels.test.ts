import { expect, it } from "vitest";
import { ownerLabels } from "../../../../src/core/contract.ts";
import {
  carriesOwner,
  labelChanges,
  namesOfOurs,
  ownedByLabels,
} from "../../../../src/provision/engine/labels.ts";
import { context } from "../support.ts";

const ours = ownerLabels("shop");

it("compares the labels that we set, and no others", () => {
  expect(labelChanges({ a: "1", b: "2" }, { a: "1", b: "3", c: "4" })).toEqual([
    { path: "labels.b", from: "3", to: "2", effect: "update" },
  ]);
});

it("takes for ours what carries both of our labels", () => {
  expect(carriesOwner(ours, { ...ours, team: "x" })).toBe(true);
  expect(carriesOwner(ours, { "managed-by": "cloud-runner" })).toBe(false);
  expect(carriesOwner(ours, { ...ours, "managed-by": "hand" })).toBe(false);
  expect(ownedByLabels({ labels: ours }, { labels: ownerLabels("other") })).toBe(false);
  expect(carriesOwner({}, {})).toBe(false);
});

it("names those of this stack", () => {
  const ctx = context();
  const labels = ownerLabels(ctx.names.stack);
  const found = [{ name: "a", labels }, { name: "b", labels: null }, { name: "c" }, { labels }];
  expect(namesOfOurs(ctx, found)).toEqual(["a", ""]);
});
