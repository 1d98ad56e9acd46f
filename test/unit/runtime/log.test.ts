import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import { createLogger, errorFields, traceFrom } from "../../../src/runtime/log.ts";

function startLog() {
  const lines: string[] = [];
  const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) };
  return { lines, log: createLogger({ write: (line) => lines.push(line), clock, project: "demo" }) };
}

describe("the log", () => {
  it("writes one JSON object a line, in Cloud Logging's form", () => {
    const { lines, log } = startLog();
    const trace = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", sampled: true };
    log.with({ trace, labels: { input: "a.csv" } }).log("INFO", "two\nlines", { durationMs: 12 });
    expect(lines).toEqual([
      '{"severity":"INFO","time":"2026-01-02T03:04:05.006Z","message":"two\\nlines",' +
        '"logging.googleapis.com/trace":"projects/demo/traces/0af7651916cd43dd8448eb211c80319c",' +
        '"logging.googleapis.com/spanId":"b7ad6b7169203331","logging.googleapis.com/trace_sampled":true,' +
        '"logging.googleapis.com/labels":{"input":"a.csv"},"durationMs":12}\n',
    ]);
  });

  it("shows a stack in lines of the sources where it can", () => {
    const lines: string[] = [];
    const readStack = (stack: string) => stack.replace("a.mjs", "a.ts");
    const log = createLogger({
      write: (line) => lines.push(line),
      clock: { now: () => 0 },
      project: "demo",
      readStack,
    });
    log.log("ERROR", "x", { stack_trace: "at a.mjs:1" });
    log.log("ERROR", "x", { stack_trace: undefined });
    expect(JSON.parse(lines[0]!)).toMatchObject({ stack_trace: "at a.ts:1" });
    expect(JSON.parse(lines[1]!)).not.toHaveProperty("stack_trace");
  });

  it("keeps the trace when labels are added", () => {
    const { lines, log } = startLog();
    log
      .with({ trace: { traceId: "t", sampled: false } })
      .with({ labels: {} })
      .log("INFO", "x");
    expect(JSON.parse(lines[0]!)).toMatchObject({
      "logging.googleapis.com/trace": "projects/demo/traces/t",
      "logging.googleapis.com/trace_sampled": false,
    });
    expect(lines[0]).not.toContain("spanId");
  });

  it("adds labels to labels, and leaves the first logger as it was", () => {
    const { lines, log } = startLog();
    log
      .with({ labels: { a: "1" } })
      .with({ labels: { b: "2" } })
      .log("ERROR", "x");
    log.log("ERROR", "y");
    expect(JSON.parse(lines[0]!)).toMatchObject({ "logging.googleapis.com/labels": { a: "1", b: "2" } });
    expect(JSON.parse(lines[1]!)).toEqual({ severity: "ERROR", time: expect.any(String), message: "y" });
  });
});

describe("the trace", () => {
  const trace = "0af7651916cd43dd8448eb211c80319c";
  it.each([
    [
      { traceparent: `00-${trace}-b7ad6b7169203331-01` },
      { traceId: trace, spanId: "b7ad6b7169203331", sampled: true },
    ],
    [
      { traceparent: `00-${trace}-b7ad6b7169203331-00` },
      { traceId: trace, spanId: "b7ad6b7169203331", sampled: false },
    ],
    [
      { "x-cloud-trace-context": `${trace}/26;o=1` },
      { traceId: trace, spanId: "000000000000001a", sampled: true },
    ],
    [{ "x-cloud-trace-context": trace.toUpperCase() }, { traceId: trace, sampled: false }],
    [
      { traceparent: "nonsense", "x-cloud-trace-context": `${trace}/1;o=0` },
      { traceId: trace, spanId: "0000000000000001", sampled: false },
    ],
    [{ traceparent: `00-${"0".repeat(32)}-b7ad6b7169203331-01` }, undefined],
    [{}, undefined],
  ])("of %j is %j", (headers: Record<string, string>, expected) => {
    expect(traceFrom((name) => headers[name])).toEqual(expected);
  });
});

describe("an error in the log", () => {
  it("shows code, fix and details of ours, and of its cause only the message", () => {
    const cause = Object.assign(new Error("refused"), {
      config: { headers: { Authorization: "Bearer secret" } },
    });
    const fields = errorFields(new ConfigError("Not valid.", { fix: "Fix it.", details: ["a"], cause }));
    expect(fields).toEqual({
      error: {
        name: "ConfigError",
        code: "config.invalid",
        message: "Not valid.",
        fix: "Fix it.",
        details: ["a"],
        cause: "Error: refused",
      },
    });
  });

  it("shows the stack of any other, and no further property", () => {
    const error = Object.assign(new TypeError("bad"), { headers: { Authorization: "Bearer secret" } });
    expect(errorFields(error)).toEqual({
      error: { name: "TypeError", message: "bad" },
      stack_trace: error.stack,
    });
    expect(errorFields("a string")).toEqual({ error: { message: "a string" } });
  });
});
