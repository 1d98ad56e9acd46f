import { expect, it } from "vitest";
import { crc32c, encodeCrc32c } from "../../../../../../src/local/services/storage/objects/crc32c.ts";

// The check value of the polynomial, and the examples of RFC 3720, appendix B.4.
it.each([
  ["nothing", Buffer.alloc(0), 0],
  ["the digits", Buffer.from("123456789"), 0xe3069283],
  ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
  ["32 bytes of ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["rising bytes", Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
])("is right for %s", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

it("goes on where it stopped", () => {
  const bytes = Buffer.from("The quick brown fox jumps over the lazy dog");
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
  }
});

it("travels as base64, most significant byte first", () => {
  expect(encodeCrc32c(0xe3069283)).toBe("4waSgw==");
});
