import { describe, expect, it } from "vitest";
import { parseFields, select } from "../../../../../src/local/services/storage/partial.ts";

const value = {
  kind: "k",
  items: [{ name: "a", acl: { role: "r", entity: "e" } }, { name: "b" }],
  next: "n",
};

describe("a partial answer", () => {
  it.each([
    ["kind", { kind: "k" }],
    ["items/name,next", { items: [{ name: "a" }, { name: "b" }], next: "n" }],
    ["items(name,acl/role)", { items: [{ name: "a", acl: { role: "r" } }, { name: "b" }] }],
    ["items/acl(entity)", { items: [{ acl: { entity: "e" } }, {}] }],
    ["items/*/role", { items: [{ name: "a", acl: { role: "r" } }, { name: "b" }] }],
    ["*", value],
    ["absent", {}],
  ])("with fields=%s", (fields, expected) => {
    expect(select(value, parseFields(fields))).toEqual(expected);
  });

  it.each(["items(", "items(name", ",", "a,,b", "a)", "a/", "()", "(".repeat(50), "a(".repeat(50)])(
    "refuses fields=%s",
    (fields) => {
      expect(() => parseFields(fields)).toThrow("Invalid field selection");
    },
  );
});
