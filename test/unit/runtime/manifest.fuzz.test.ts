import fc from "fast-check";
import { expect, test } from "vitest";
import { isReportName, reservedPrefix } from "../../../src/core/contract.ts";
import { parseManifest } from "../../../src/runtime/manifest.ts";
import { fuzz, fuzzTimeoutMs } from "../../support/fuzz.ts";

const name = "nightly.job.json";
const parse = (text: string) => parseManifest(new TextEncoder().encode(text), name);

/** Whatever is said of it can be read as one line and points into the text. */
function expectSound(parsed: ReturnType<typeof parseManifest>, text: string): void {
  if (parsed.kind === "rejection") {
    const { code, message, fix, line = 1 } = parsed.rejection;
    expect(code).toMatch(/^manifest\.[a-z-]+$/);
    expect(message).toMatch(/^[^\n]+\.$/);
    expect(fix).not.toBe("");
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(text.split("\n").length);
    return;
  }
  const outputs = parsed.manifest.inputs.map(({ output }) => output);
  expect(new Set(outputs).size).toBe(outputs.length);
  for (const output of outputs) {
    expect(output).not.toBe(name);
    expect(output.startsWith(reservedPrefix) || isReportName(output)).toBe(false);
    expect(output.split("/").every((part) => part !== "..")).toBe(true);
  }
}

const word = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "a.csv",
    "{name}",
    "..",
    "../a",
    ".cloud-runner/x",
    name,
    "a.error.json",
    "__proto__",
    "\n",
  ),
);
const value = fc.oneof(
  { withCrossShrink: true },
  word,
  fc.jsonValue(),
  fc.array(
    fc.oneof(word, fc.record({ name: word, generation: fc.oneof(word, fc.integer()) }, { requiredKeys: [] })),
  ),
);
const key = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom("id", "input", "inputs", "output", "model", "parameters", "$schema"),
  },
  { weight: 1, arbitrary: fc.string() },
);

test(
  "any JSON is a manifest whose outputs are safe, or is refused with a place",
  () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 6 }), (manifest) => {
        const text = JSON.stringify(manifest);
        expectSound(parse(text), text);
      }),
      fuzz(400),
    );
  },
  fuzzTimeoutMs,
);

test(
  "a manifest that lost or gained some bytes is refused with a place, or still safe",
  () => {
    const whole = JSON.stringify(
      { id: "n", inputs: ["a.csv", { name: "b.csv" }], output: "out/{name}" },
      undefined,
      2,
    );
    const edit = fc.record({ at: fc.nat(whole.length), cut: fc.nat(5), text: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(edit, ({ at, cut, text }) => {
        const broken = whole.slice(0, at) + text + whole.slice(at + cut);
        expectSound(parse(broken), broken);
      }),
      fuzz(400),
    );
  },
  fuzzTimeoutMs,
);

test(
  "any bytes are refused with a reason",
  () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseManifest(bytes, name).kind).toBe("rejection");
      }),
      fuzz(200),
    );
  },
  fuzzTimeoutMs,
);
