import { expect, it } from "vitest";
import { parseGsUri } from "../../../../../src/library/predict/sources/gs-uri.ts";

it("takes an address apart", () => {
  expect(parseGsUri("gs://data/a/b c.csv")).toEqual({ bucket: "data", name: "a/b c.csv" });
  expect(parseGsUri("gs://data")).toEqual({ bucket: "data", name: "" });
});

it.each(["gs://", "gs:///a.csv", "gs://A/b.csv", "gs://a*/b.csv"])("refuses %s", (uri) => {
  expect(() => parseGsUri(uri)).toThrow("names no bucket");
});
