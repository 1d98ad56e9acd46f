import { describe, expect, it } from "vitest";
import { block, fileOf, quoted, raw } from "../../../../src/provision/terraform/hcl.ts";

describe("a block", () => {
  it("lines up neighbours, and sets apart what takes several lines", () => {
    const body = block('resource "a" "b"', [
      ["name", "x"],
      ["long_name", raw("var.y")],
      ["left_out", undefined],
      ["labels", { a: "1", "b.c": "2" }],
      undefined,
      ["short", [1, true]],
      block("inner", []),
    ]);
    expect(fileOf([body])).toBe(`resource "a" "b" {
  name      = "x"
  long_name = var.y

  labels = {
    a     = "1"
    "b.c" = "2"
  }

  short = [1, true]

  inner {}
}
`);
  });

  it("breaks a long list into lines", () => {
    const body = block("locals", [["apis", ["a".repeat(50), "b".repeat(50)]]]);
    expect(fileOf([body])).toBe(
      `locals {\n  apis = [\n    "${"a".repeat(50)}",\n    "${"b".repeat(50)}",\n  ]\n}\n`,
    );
  });
});

it.each([
  ["plain", '"plain"'],
  ["${x} and %{y}", '"$${x} and %%{y}"'],
  ['a "b" \\ c\n', String.raw`"a \"b\" \\ c\n"`],
  ["\b\f", String.raw`"\u0008\u000c"`],
])("%j is written so that nothing in it is an expression", (text, written) => {
  expect(quoted(text)).toBe(written);
});
