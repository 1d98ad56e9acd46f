import { expect, it } from "vitest";
import { repeatedKey } from "../../../../src/core/text/repeated-key.ts";

it.each([
  [`{"name":"forecast","name":"other"}`, { key: "name", depth: 1, line: 1, column: 20 }],
  [`{\n  "service": {\n    "cpu": 1,\n    "cpu": 2\n  }\n}`, { key: "cpu", depth: 2, line: 4, column: 5 }],
  [String.raw`{"a":1,"\u0061":2}`, { key: "a", depth: 1, line: 1, column: 8 }],
  [`[{"a":1},{"a":[{"b":{}},{"b":1}],"b":2,"a" :3}]`, { key: "a", depth: 2, line: 1, column: 40 }],
])("finds the second of %s", (text, found) => {
  JSON.parse(text);
  expect(repeatedKey(text)).toEqual(found);
});

it.each([
  `{"a":"a","b":["a","a"],"c":{"a":{"a":1}},"d":{"a":2}}`,
  String.raw`{"a":"}, \"a\": {","b":"[{\\","c":"\\\""}`,
  `"a"`,
  `[]`,
])("finds none in %s", (text) => {
  JSON.parse(text);
  expect(repeatedKey(text)).toBeUndefined();
});
