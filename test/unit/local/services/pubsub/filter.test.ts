import { describe, expect, it } from "vitest";
import { compileFilter } from "../../../../../src/local/services/pubsub/filter.ts";

const message = { domain: "com", lang: "en", "iana.org/tag": "x", empty: "", quote: 'a"b', "my-key": "1" };

describe("compileFilter", () => {
  it.each([
    ["", true],
    ["  ", true],
    ["attributes:domain", true],
    ["attributes:missing", false],
    ["attributes:empty", true],
    ['attributes:"iana.org/tag"', true],
    ["attributes:toString", false],
    ['attributes.domain = "com"', true],
    ['attributes.domain="com"', true],
    ['attributes.domain = "COM"', false],
    ['attributes.domain != "org"', true],
    ['attributes.domain != "com"', false],
    ['attributes.missing != "com"', true],
    ['attributes.missing = ""', false],
    ['attributes.empty = ""', true],
    ['attributes."iana.org/tag" = "x"', true],
    ['attributes.my-key = "1"', true],
    ['attributes.quote = "a\\"b"', true],
    ['attributes.lang = "\\u0065\\x6e"', true],
    ['hasPrefix(attributes.domain, "co")', true],
    ['hasPrefix(attributes.domain,"")', true],
    ['hasPrefix(attributes.missing, "")', false],
    ['hasPrefix(attributes.domain, "om")', false],
    ["NOT attributes:domain", false],
    ["NOT NOT attributes:domain", true],
    ["-attributes:domain", false],
    ["- attributes:missing", true],
    ['attributes.lang = "en" AND attributes:domain', true],
    ['attributes.lang = "de" AND attributes:domain', false],
    ['attributes.lang = "de" OR attributes:domain', true],
    ['attributes.lang = "de" OR attributes.lang = "fr" OR attributes.lang = "en"', true],
    ['(attributes.lang = "de" OR attributes.lang = "en") AND NOT attributes:missing', true],
    ['NOT (attributes.lang = "en" AND attributes:domain)', false],
    ['NOT attributes.lang = "de" AND attributes:domain', true],
  ])("matches %s: %s", (source, expected) => {
    expect(compileFilter(source)(message)).toBe(expected);
  });

  it.each([
    ["(((", "expected `attributes` but found the end at character 4"],
    ["attributes", "expected `.` but found the end at character 11"],
    ["attributes.domain = com", "expected a quoted text but found `com` at character 21"],
    ["attributes.domain > 1", "`>` at character 19 has no meaning here"],
    ['data = "x"', "expected `attributes` but found `data` at character 1"],
    ["attributes:a AND attributes:b OR attributes:c", "AND and OR need parentheses"],
    ["attributes:a attributes:b", "expected the end but found `attributes` at character 14"],
    ["attributes:a and attributes:b", "expected the end but found `and`"],
    ['hasPrefix(attributes.a "x")', "expected `,` but found `x`"],
    ['attributes.a = "x', '`"` at character 16 has no meaning here'],
    ["(attributes:a", "expected `)` but found the end"],
  ])("refuses %s and says where", (source, text) => {
    expect(() => compileFilter(source)).toThrow(text);
  });
});
