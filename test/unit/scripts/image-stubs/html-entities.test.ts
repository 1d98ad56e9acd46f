import { expect, test } from "vitest";
import { decode } from "../../../../scripts/image-stubs/html-entities.ts";

test.each([
  ["<Code>&lt;NoSuchKey&gt;</Code>", "<Code><NoSuchKey></Code>"],
  ["a &amp;lt; b", "a &lt; b"],
  ["&quot;x&quot; isn&apos;t &#39;y&#x27; &#x1F600;", "\"x\" isn't 'y' \u{1F600}"],
  ["no &entity; here, nor &#x110000; nor & nor &amp", "no &entity; here, nor &#x110000; nor & nor &amp"],
])("%s", (text, decoded) => {
  expect(decode(text)).toBe(decoded);
});
