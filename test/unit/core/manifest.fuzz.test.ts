import fc from "fast-check";
import { expect, test } from "vitest";
import { isReportName, reservedPrefix } from "../../../src/core/contract.ts";
import { parseManifest } from "../../../src/core/manifest.ts";
import { anyCharacter, fuzz, fuzzTimeoutMs } from "../../support/fuzz.ts";

const name = "nightly.job.json";
const parse = (text: string) => parseManifest(new TextEncoder().encode(text), name);

/** What is wrong with it: whatever is said can be read as one line and points into the text; outputs are safe. */
function unsound(parsed: ReturnType<typeof parseManifest>, text: string): unknown {
  if (parsed.kind === "rejection") {
    const { code, message, fix, line = 1 } = parsed.rejection;
    const isSaid = /^manifest\.[a-z-]+$/.test(code) && /^[^\n]+\.$/.test(message) && fix !== "";
    return isSaid && line >= 1 && line <= text.split("\n").length ? undefined : parsed.rejection;
  }
  const outputs = parsed.manifest.inputs.map(({ output }) => output);
  if (new Set(outputs).size < outputs.length) return outputs;
  return outputs.find(
    (output) =>
      output === name ||
      output.startsWith(reservedPrefix) ||
      isReportName(output) ||
      output.split("/").includes(".."),
  );
}

const word = fc.oneof(
  fc.string({ unit: anyCharacter }),
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
        expect(unsound(parse(text), text)).toBeUndefined();
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
        expect(unsound(parse(broken), broken)).toBeUndefined();
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

test("a manifest that multiplies itself is refused before it does", () => {
  for (const manifest of [
    { input: "n".repeat(400_000), output: "{name}".repeat(80_000) },
    { input: "n".repeat(1000), output: "{name}".repeat(100_000) },
    {
      inputs: Array.from({ length: 1000 }, (_, i) => `${"n".repeat(900)}${i}`),
      output: "{name}".repeat(1000),
    },
  ]) {
    const text = JSON.stringify(manifest);
    expect(parse(text)).toMatchObject({ kind: "rejection", rejection: { code: "manifest.invalid" } });
    expect(unsound(parse(text), text)).toBeUndefined();
  }
});
