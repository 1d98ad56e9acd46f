// Text of the user's own in messages: one line, nothing invisible, never too long.
import { expect, it } from "vitest";
import { inOneLine, quote, shorten, withoutControls } from "../../../src/core/quote.ts";

it("cuts a line at 120 characters", () => {
  expect(shorten("x".repeat(120))).toBe("x".repeat(120));
  expect(shorten("x".repeat(121))).toBe(`${"x".repeat(119)}…`);
});

it("makes control characters visible", () => {
  expect(shorten("a\tb\rc\u0000d\u007fe")).toBe("a\\tb\ufffdc\ufffdd\ufffde");
});

it("quotes a cell, cut at 40 characters", () => {
  expect(quote("two\nlines")).toBe('"two\\nlines"');
  expect(quote("x".repeat(40))).toBe(`"${"x".repeat(40)}"`);
  expect(quote("x".repeat(41))).toBe(`"${"x".repeat(39)}…"`);
});

it("writes control characters out, and names in one line", () => {
  expect(withoutControls("a\u001b[2J\r\n\u009b\u202eb")).toBe(
    String.raw`a\x1b[2J` + "\n" + String.raw`\x9b\u202eb`,
  );
  expect(inOneLine("a\nb\rc")).toBe(String.raw`a\nb\rc`);
});
