import { describe, expect, it } from "vitest";
import {
  check,
  conditionsOf,
  numberParameter,
  type Conditions,
} from "../../../../../src/local/services/storage/conditions.ts";

const live = { generation: 7, metageneration: 2, etag: "e" };
const outcome = (conditions: Conditions, object: typeof live | undefined, purpose: "read" | "write") => {
  try {
    check(conditions, object, purpose);
    return "fine";
  } catch (error) {
    return (error as { code: number }).code;
  }
};

describe("conditions on an object", () => {
  it.each<[Conditions, number | "fine"]>([
    [{}, "fine"],
    [{ generationMatch: 7, metagenerationMatch: 2, etagMatch: "e" }, "fine"],
    [{ generationMatch: 6 }, 412],
    [{ generationMatch: 0 }, 412],
    [{ metagenerationMatch: 1 }, 412],
    [{ etagMatch: "other" }, 412],
    [{ etagMatch: "*" }, "fine"],
    [{ generationNotMatch: 6, metagenerationNotMatch: 1, etagNotMatch: "other" }, "fine"],
  ])("%j hold or fail alike for reads and writes", (conditions, expected) => {
    expect(outcome(conditions, live, "read")).toBe(expected);
    expect(outcome(conditions, live, "write")).toBe(expected);
  });

  it.each<Conditions>([
    { generationNotMatch: 7 },
    { metagenerationNotMatch: 2 },
    { etagNotMatch: "e" },
    { etagNotMatch: "*" },
  ])("%j answer a read with 304 and a write with 412", (conditions) => {
    expect(outcome(conditions, live, "read")).toBe(304);
    expect(outcome(conditions, live, "write")).toBe(412);
  });

  it("take generation 0 for no object", () => {
    expect(outcome({ generationMatch: 0 }, undefined, "write")).toBe("fine");
    expect(outcome({ generationNotMatch: 0 }, undefined, "write")).toBe(412);
    expect(outcome({ generationMatch: 7 }, undefined, "write")).toBe(412);
    expect(outcome({ metagenerationMatch: 2 }, undefined, "write")).toBe(412);
    expect(outcome({ etagNotMatch: "*" }, undefined, "write")).toBe("fine");
  });
});

describe("the conditions of a request", () => {
  it("are read from parameters and headers", () => {
    const headers: Record<string, string> = { "if-match": '"e"', "if-none-match": "*" };
    expect(conditionsOf({ ifGenerationMatch: "0" }, (name) => headers[name])).toEqual({
      generationMatch: 0,
      etagMatch: "e",
      etagNotMatch: "*",
    });
    const query = { ifGenerationMatch: "1", ifSourceMetagenerationNotMatch: "3" };
    expect(conditionsOf(query, undefined, "ifSource")).toEqual({ metagenerationNotMatch: 3 });
  });

  it.each(["-1", "1.5", "1e3", "x", "9223372036854775808"])("refuse %s as a number", (text) => {
    expect(() => numberParameter({ generation: text }, "generation")).toThrow(
      expect.objectContaining({ code: 400, where: { locationType: "parameter", location: "generation" } }),
    );
  });
});
