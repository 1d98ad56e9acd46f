import { describe, expect, it } from "vitest";
import { isManifestData, isManifestName } from "../../../src/core/contract.ts";
import { maximumManifestBytes, parseManifest } from "../../../src/core/manifest.ts";

function parse(manifest: unknown, name = "nightly.job.json") {
  const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
  return parseManifest(new TextEncoder().encode(text), name);
}

function manifestOf(manifest: unknown) {
  const parsed = parse(manifest);
  if (parsed.kind === "rejection") throw new Error(parsed.rejection.message);
  return parsed.manifest;
}

function rejectionOf(manifest: unknown) {
  const parsed = parse(manifest);
  if (parsed.kind === "manifest") throw new Error("the manifest was expected to be refused");
  return parsed.rejection;
}

describe("the name of an object", () => {
  it.each([
    ["job.json", true],
    ["in/job.json", true],
    ["nightly.job.json", true],
    ["job.json.csv", false],
    ["job.JSON", false],
    ["myjob.json", false],
    ["job.json.error.json", false],
  ])("says whether it is a manifest: %s", (name, expected) => {
    expect(isManifestName(name)).toBe(expected);
  });

  it.each([
    ["job-data/a.csv", true],
    ["in/job-data/deep/a.csv", true],
    ["job-data", false],
    ["my-job-data/a.csv", false],
    ["job-data.csv", false],
  ])("says whether it waits for a manifest: %s", (name, expected) => {
    expect(isManifestData(name)).toBe(expected);
  });
});

describe("a manifest", () => {
  it("needs no more than one input", () => {
    expect(manifestOf({ input: "a.csv" })).toEqual({
      id: "nightly.job.json",
      inputs: [{ name: "a.csv", output: "a.csv", parameters: {} }],
    });
  });

  it("names several inputs, with or without a generation, and where their forecasts go", () => {
    const manifest = {
      $schema: undefined,
      id: "nightly",
      inputs: [
        "a.csv",
        { name: "in/b.csv", generation: "1700000000000001" },
        { name: "c.csv", generation: 17 },
      ],
      output: "{id}/{name}",
      model: "naive",
      parameters: { horizon: 28, interval: "0.9", "yearly-seasonality": true },
    };
    const parameters = { ...manifest.parameters, model: "naive" };
    expect(manifestOf(manifest)).toEqual({
      id: "nightly",
      inputs: [
        { name: "a.csv", output: "nightly/a.csv", parameters },
        { name: "in/b.csv", generation: "1700000000000001", output: "nightly/in/b.csv", parameters },
        { name: "c.csv", generation: "17", output: "nightly/c.csv", parameters },
      ],
    });
  });

  it("may start with a byte order mark, and its names may hold what a replacement would expand", () => {
    // Of an editor on Windows, and of its shell.
    const windows = parseManifest(Buffer.from('\uFEFF{"input":"a.csv"}', "utf16le"), "m.json");
    expect(windows).toMatchObject({ manifest: { inputs: [{ name: "a.csv" }] } });
    expect(manifestOf('\uFEFF{"input":"$&.csv","output":"out/{name}"}').inputs[0]!.output).toBe("out/$&.csv");
  });

  it.each([
    ["a misspelt key", { input: "a.csv", ouput: "b.csv" }, "manifest.unknown-key", "ouput", /^Write output/],
    [
      "a key that is like none",
      { input: "a.csv", x: 1 },
      "manifest.unknown-key",
      "x",
      /known are id, input,/,
    ],
    [
      "a misspelt key of an input",
      { inputs: ["a.csv", { name: "b", genration: "1" }] },
      "manifest.unknown-key",
      "inputs[1].genration",
      /^Write generation/,
    ],
    ["a list", [], "manifest.invalid", undefined, /looks like/],
    ["a number", 5, "manifest.invalid", undefined, /looks like/],
    ["an input that is a number", { input: 5 }, "manifest.invalid", "input", /looks like/],
    [
      "an input without a name",
      { inputs: [{ generation: "1" }] },
      "manifest.invalid",
      "inputs[0].name",
      /looks like/,
    ],
    ["an empty name", { inputs: [""] }, "manifest.invalid", "inputs[0]", /looks like/],
    [
      "a generation that is no number",
      { input: { name: "a", generation: "latest" } },
      "manifest.invalid",
      "input.generation",
      /looks like/,
    ],
    ["no inputs in the list", { inputs: [] }, "manifest.invalid", "inputs", /looks like/],
    [
      "a parameter that is a list",
      { input: "a", parameters: { horizon: [1] } },
      "manifest.invalid",
      "parameters.horizon",
      /looks like/,
    ],
    ["no input at all", {}, "manifest.inputs", "input", /Name the object/],
    ["input and inputs", { input: "a", inputs: ["b"] }, "manifest.inputs", "inputs", /Keep/],
    [
      "the model twice",
      { input: "a", model: "naive", parameters: { model: "prophet" } },
      "manifest.model-twice",
      "parameters.model",
      /Remove/,
    ],
    [
      "one output for two inputs",
      { inputs: ["a", "b"], output: "c" },
      "manifest.output-twice",
      "output",
      /\{name\}/,
    ],
    ["an input twice", { inputs: ["a", "a"] }, "manifest.output-twice", "output", /once/],
    [
      "its own name as output",
      { input: "a", output: "nightly.job.json" },
      "manifest.output-name",
      "output",
      /another/,
    ],
    [
      "a reserved output",
      { input: "a", output: ".cloud-runner/x" },
      "manifest.output-name",
      "output",
      /another/,
    ],
    [
      "an output named like a report",
      { input: "a", output: "a.error.json" },
      "manifest.output-name",
      "output",
      /another/,
    ],
    [
      "an output that leaves its folder",
      { input: "a", output: "../{name}" },
      "manifest.output-name",
      "output",
      /another/,
    ],
    [
      "an output that is a folder",
      { input: "a", output: "out/" },
      "manifest.output-name",
      "output",
      /another/,
    ],
    ["an output with a line break", { input: "a\nb" }, "manifest.output-name", "output", /another/],
    [
      "an output that is too long",
      { input: "a", output: "x".repeat(1014) },
      "manifest.output-name",
      "output",
      /another/,
    ],
  ])("is refused with %s", (_, manifest, code, path, fix) => {
    const rejection = rejectionOf(manifest);
    expect(rejection).toMatchObject({ code, fix: expect.stringMatching(fix) as string });
    expect(rejection.path).toBe(path);
    expect(rejection.message).toMatch(/^[^\n]+\.$/);
  });

  it.each([
    ["a comma too many", '{\n  "input": "a.csv",\n}', 3, 1, "}"],
    ["a missing quote", '{\n  input: "a.csv"\n}', 2, 3, 'input: "a.csv"'],
    ["a missing bracket", '{\n  "input": "a.csv"\n', 3, 1, undefined],
    ["a missing end", '{\n  "input":', 2, 11, '"input":'],
    ["nothing", "", 1, 1, undefined],
  ])("is refused with the place when it is no JSON: %s", (_, text, line, column, excerpt) => {
    const rejection = rejectionOf(text);
    expect(rejection).toMatchObject({ code: "manifest.not-json", line, column });
    expect(rejection.excerpt).toBe(excerpt);
    expect(rejection.message).toMatch(new RegExp(`^Line ${line} of the manifest is not JSON: [^"]+\\.$`));
  });

  it("is refused when a key stands twice in it, of which nobody can tell which is meant", () => {
    const rejection = rejectionOf('{\n  "input": "a.csv",\n  "input": "b.csv"\n}');
    expect(rejection).toMatchObject({ code: "manifest.not-json", line: 3, column: 3 });
    expect(rejection.message).toBe('Line 3 of the manifest has "input" a second time in the same object.');
  });

  it("is refused when it is neither UTF-8 nor marked as UTF-16", () => {
    const parsed = parseManifest(new Uint8Array([0x7b, 0xe9, 0x7d]), "job.json");
    expect(parsed).toMatchObject({ kind: "rejection", rejection: { code: "manifest.encoding" } });
  });
});

it.each([
  ["a/../b", "it has . or .. as a part"],
  ["./a", "it has . or .. as a part"],
  ["/a", "it starts or ends with a slash"],
  ["a/", "it starts or ends with a slash"],
  [".cloud-runner/a", "names that start with .cloud-runner/ are reserved"],
  ["a.error.json", "it is the name of an error report"],
  ["x.job.json", "the answer to the manifest itself goes there"],
  ["x".repeat(1014), "it is longer than 1,013 bytes"],
])("says why nothing can be written to %s", (output, reason) => {
  const parsed = parseManifest(Buffer.from(JSON.stringify({ input: "a.csv", output })), "x.job.json");
  expect(parsed).toMatchObject({
    rejection: { message: expect.stringMatching(`cannot be written to .*: ${reason}\\.$`) },
  });
});

it("names no place where the whole manifest is wrong", () => {
  const parsed = parseManifest(Buffer.from("[]"), "job.json");
  expect(parsed).toMatchObject({
    kind: "rejection",
    rejection: { code: "manifest.invalid", message: expect.stringMatching(/^The manifest /) },
  });
  expect(parsed).not.toHaveProperty("rejection.path");
});

it("may have a mebibyte", () => expect(maximumManifestBytes).toBe(1024 * 1024));
