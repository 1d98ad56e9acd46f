import { expect, test } from "vitest";
import { contentOfLine } from "../../../../../../src/local/services/run/serving/log-line.ts";

test.each<[string, string, object]>([
  ["text", "hello", { textPayload: "hello" }],
  ["broken JSON", '{"a":', { textPayload: '{"a":' }],
  ["a JSON list", "[1]", { textPayload: "[1]" }],
  ["JSON", '{"a":1}', { jsonPayload: { a: 1 } }],
  ["a message alone", '{"message":"m","severity":"error"}', { severity: "ERROR", textPayload: "m" }],
  ["a message with more", '{"message":"m","a":1}', { jsonPayload: { message: "m", a: 1 } }],
  ["an unknown severity", '{"severity":"LOUD"}', { jsonPayload: { severity: "LOUD" } }],
  [
    "special fields",
    '{"message":"m","time":"2026-01-01T00:00:00Z","logging.googleapis.com/trace":"t","logging.googleapis.com/spanId":"s","logging.googleapis.com/trace_sampled":true,"logging.googleapis.com/labels":{"a":1},"logging.googleapis.com/insertId":"i"}',
    {
      textPayload: "m",
      timestamp: "2026-01-01T00:00:00Z",
      trace: "t",
      spanId: "s",
      traceSampled: true,
      labels: { a: "1" },
      insertId: "i",
    },
  ],
  [
    "a latency",
    '{"httpRequest":{"status":200,"latency":"1.5s"},"a":1}',
    { httpRequest: { status: 200, latency: { seconds: "1", nanos: 500_000_000 } }, jsonPayload: { a: 1 } },
  ],
])("lifts what belongs to the entry out of %s", (_title, line, content) => {
  expect(contentOfLine(line)).toEqual(content);
});

test("cuts what no entry can hold", () => {
  expect(contentOfLine("x".repeat(300_000)).textPayload?.length).toBeLessThan(256 * 1024);
});
