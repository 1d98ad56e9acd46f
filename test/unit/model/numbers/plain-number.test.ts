import fc from "fast-check";
import { expect, test } from "vitest";
import { plainNumber } from "../../../../src/model/numbers/plain-number.ts";
import { fuzz } from "../../../support/fuzz.ts";

test.each(["", "-", ".", "-.", "+1", "1e3", "1.2.3", "1,5", " 1", "0x1", "--1", "1234567890123456", "٣"])(
  "%j is left to others",
  (text) => {
    expect(plainNumber(text)).toBeNaN();
  },
);

test.each(["0", "-0", "00123", "1.", ".5", "-12.50", "123456789012345", "0.12345678901234"])(
  "%s is the double that it stands for",
  (text) => {
    expect(plainNumber(text)).toBe(Number(text));
  },
);

test("any decimal number of 15 digits is the very double", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^-?\d{1,8}(?:\.\d{0,7})?$/), (text) => {
      expect(plainNumber(text)).toBe(Number(text));
    }),
    fuzz(500),
  );
});
