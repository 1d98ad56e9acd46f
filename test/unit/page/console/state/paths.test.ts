import { describe, expect, it } from "vitest";
import { api, parseRoute, query, view } from "../../../../../src/page/console/state/paths.ts";

describe("addresses of the console", () => {
  it("encodes each step", () => {
    expect(api("uploads", "a/b c", "check")).toBe("api/uploads/a%2Fb%20c/check");
    expect(view("runs", "20261129-a?b")).toBe("#/runs/20261129-a%3Fb");
    expect(view()).toBe("#/");
  });

  it("leaves out of a query what is empty", () => {
    expect(query({ severity: "", text: "a&b", file: undefined })).toBe("?text=a%26b");
    expect(query({})).toBe("");
  });

  it.each([
    ["", [], {}],
    ["#/", [], {}],
    ["#/runs/a%2Fb?file=2&series=7", ["runs", "a/b"], { file: "2", series: "7" }],
    ["#/runs/100%", ["runs", "100%"], {}],
    ["#runs", ["runs"], {}],
  ])("reads %s", (hash, steps, asked) => {
    expect(parseRoute(hash)).toEqual({ steps, query: asked });
  });

  it("reads what it has written", () => {
    const steps = ["forecasts", "ü/ä?#&=%"];
    expect(parseRoute(view(...steps) + query({ with: "1,2", text: "?#&=% ü" }))).toEqual({
      steps,
      query: { with: "1,2", text: "?#&=% ü" },
    });
  });
});
