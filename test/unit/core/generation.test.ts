import { expect, test } from "vitest";
import { isGeneration } from "../../../src/core/generation.ts";

test.each(["0", "1763852300000000", "9223372036854775807"])("%s is a generation", (text) => {
  expect(isGeneration(text)).toBe(true);
});

test.each(["", "-1", "1.5", "9223372036854775808", "9999999999999999999", "1".repeat(20), "1 "])(
  "%j is none",
  (text) => {
    expect(isGeneration(text)).toBe(false);
  },
);
