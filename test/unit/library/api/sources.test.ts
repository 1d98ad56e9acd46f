import { expect, it } from "vitest";
import { sourceOf, sourcesOf } from "../../../../src/library/api/sources.ts";

it("takes a path, bytes and named text", () => {
  const bytes = new TextEncoder().encode("date,y\n");
  const named = { name: "a.csv", content: "date,y\n" };
  expect(sourcesOf(["a.csv", bytes, named])).toEqual(["a.csv", { name: "data.csv", content: bytes }, named]);
});

it.each([undefined, null, 7, {}, { name: "a.csv" }, ["a.csv"]])("refuses %j with a code", (source) => {
  expect(() => sourceOf(source as never)).toThrow(expect.objectContaining({ code: "usage.source" }));
});

it.each(["a.csv", undefined])("refuses %j in the place of a list", (sources) => {
  expect(() => sourcesOf(sources as never)).toThrow(expect.objectContaining({ code: "usage.source" }));
});
