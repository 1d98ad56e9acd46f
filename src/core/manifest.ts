// A manifest is uploaded instead of data: it names inputs that are in the input bucket, and where their forecasts go.
// docs/manifests.md explains it to users.
import { jsonFault } from "./text/json-fault.ts";
import { repeatedKey } from "./text/repeated-key.ts";
import { userText } from "./text/user-text.ts";
import { isGeneration } from "./generation.ts";
import { isReportName, reservedPrefix, type InputFault, type ParameterValue } from "./contract.ts";
import * as z from "zod";
import { quote } from "./quote.ts";
import { valueWords } from "./text/value-words.ts";
import { fixOfUnknown } from "./nearest-name.ts";

export interface Manifest {
  id: string;
  inputs: readonly ManifestInput[];
}

export interface ManifestInput {
  name: string;
  /** The live one when it is not given. */
  generation?: string;
  /** Name in the output bucket. */
  output: string;
  /** They go over those of the input's upload. */
  parameters: Readonly<Record<string, ParameterValue>>;
}

export const maximumManifestBytes = 1024 * 1024;

/** Without the bound a short manifest could ask for names of gigabytes: `{name}` again and again, for a long name. */
const objectName = z
  .string()
  .min(1, "must not be empty")
  .refine((text) => Buffer.byteLength(text) <= 1024, "must not be longer than 1,024 bytes");

const inputSchema = z.union([
  objectName,
  z.strictObject({
    name: objectName,
    generation: z
      .union([z.string().refine(isGeneration, "must be a number"), z.int().positive().transform(String)])
      .optional(),
  }),
]);

const schema = z.strictObject({
  id: z.string().min(1, "must not be empty").max(200).optional(),
  input: inputSchema.optional(),
  inputs: z.array(inputSchema).min(1, "must name at least one input").max(1000).optional(),
  output: objectName.optional(),
  model: z.string().min(1, "must not be empty").optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const knownKeys = { top: Object.keys(schema.shape), input: ["name", "generation"] };

type Parsed = { kind: "manifest"; manifest: Manifest } | { kind: "rejection"; rejection: InputFault };

/** @param name of the manifest itself; its id unless it says another one */
export function parseManifest(content: Uint8Array, name: string): Parsed {
  const json = parseJson(content);
  if ("rejection" in json) return json;
  const result = schema.safeParse(json.value, { error: valueWords });
  if (!result.success) return rejected(problemOf(result.error.issues[0]!, json.value));

  const { id = name, input, inputs, output = "{name}", model, parameters = {} } = result.data;
  if ((input === undefined) === (inputs === undefined)) {
    const both = input !== undefined;
    return rejected({
      code: "manifest.inputs",
      message: both
        ? "The manifest has both `input` and `inputs`."
        : "The manifest names no input: it has neither `input` nor `inputs`.",
      path: both ? "inputs" : "input",
      fix: both
        ? "Keep `inputs` and put the other one into it."
        : 'Name the object to forecast, for example "input": "job-data/sales.csv".',
    });
  }
  if (model !== undefined && Object.hasOwn(parameters, "model")) {
    return rejected({
      code: "manifest.model-twice",
      message: "The model is named twice, by `model` and by `parameters.model`.",
      path: "parameters.model",
      fix: "Remove one of the two.",
    });
  }
  const named = (inputs ?? [input!]).map((each) => (typeof each === "string" ? { name: each } : each));
  const all: ManifestInput[] = named.map(({ name: inputName, ...more }) => ({
    name: inputName,
    ...("generation" in more && more.generation !== undefined && { generation: more.generation }),
    output: output
      .replaceAll("{file}", () => inputName.slice(inputName.lastIndexOf("/") + 1))
      .replaceAll("{name}", () => inputName)
      .replaceAll("{id}", () => id),
    parameters: { ...parameters, ...(model !== undefined && { model }) },
  }));
  const problem = problemOfOutputs(all, output, name);
  return problem ? rejected(problem) : { kind: "manifest", manifest: { id, inputs: all } };
}

function rejected(rejection: InputFault): { kind: "rejection"; rejection: InputFault } {
  return { kind: "rejection", rejection };
}

function parseJson(content: Uint8Array) {
  let text: string;
  try {
    text = userText(content);
  } catch {
    return rejected({
      code: "manifest.encoding",
      message: "The manifest is not text in UTF-8.",
      fix: "Save the file as JSON in UTF-8.",
    });
  }
  try {
    const value = JSON.parse(text) as unknown;
    const twice = repeatedKey(text);
    if (twice === undefined) return { value };
    const { key, line, column } = twice;
    return rejected({
      code: "manifest.not-json",
      message: `Line ${line} of the manifest has "${key}" a second time in the same object.`,
      line,
      column,
      fix: "Leave out one of the two: which is meant cannot be told.",
    });
  } catch (error) {
    const { reason, ...at } = jsonFault(error, text);
    return rejected({
      code: "manifest.not-json",
      message: `Line ${at.line} of the manifest is not JSON: ${reason}.`,
      ...at,
      fix: "Correct the JSON; property names and text stand in double quotes, and no comma follows the last entry.",
    });
  }
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): InputFault {
  const path = pathOf(issue.path);
  // A union says only that nothing fits; the branch that the value was meant for says why.
  if (issue.code === "invalid_union") {
    const found = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], value);
    const isObject = typeof found === "object" && found !== null && !Array.isArray(found);
    const inner = isObject
      ? issue.errors.flat().find(({ path: at, code }) => at.length > 0 || code === "unrecognized_keys")
      : undefined;
    if (inner) return problemOf({ ...inner, path: [...issue.path, ...inner.path] } as typeof inner, value);
    const isInput = /^inputs?(\[|$)/.test(path);
    return invalid(
      path,
      isInput
        ? 'must be a name, or {"name": ..., "generation": ...}'
        : path.endsWith(".generation")
          ? "must be a whole number above 0"
          : "must be text, a number, or true or false",
    );
  }
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    const known = path === "" ? knownKeys.top : knownKeys.input;
    const at = path === "" ? key : `${path}.${key}`;
    return {
      code: "manifest.unknown-key",
      message: `The manifest has ${quote(at)}, which means nothing there.`,
      path: at,
      fix: fixOfUnknown(key, known),
    };
  }
  return invalid(path, issue.message);
}

function invalid(path: string, problem: string): InputFault {
  return {
    code: "manifest.invalid",
    message: path === "" ? `The manifest ${problem}.` : `${path} in the manifest: ${problem}.`,
    ...(path !== "" && { path }),
    fix: 'A manifest looks like {"inputs": ["job-data/a.csv"], "output": "forecasts/{name}", "model": "prophet"}.',
  };
}

/** `inputs[2].name` */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

function problemOfOutputs(
  inputs: readonly ManifestInput[],
  template: string,
  manifestName: string,
): InputFault | undefined {
  const owners = new Map<string, string>();
  for (const { name, output } of inputs) {
    const owner = owners.get(output);
    if (owner !== undefined) {
      return {
        code: "manifest.output-twice",
        message: `The forecasts of ${quote(owner)} and ${quote(name)} would both be written to ${quote(output)}.`,
        path: "output",
        fix: template.includes("{name}")
          ? "Name each input once."
          : template.includes("{file}")
            ? "Rename one of the two, or put {name} into `output` instead of {file}."
            : 'Put {name} into `output`, for example "forecasts/{name}".',
      };
    }
    owners.set(output, name);
    const wrong = whyNoOutput(output, manifestName);
    if (wrong !== undefined) {
      return {
        code: "manifest.output-name",
        message: `The forecast of ${quote(name)} cannot be written to ${quote(output)}: ${wrong}.`,
        path: "output",
        fix: 'Choose another `output`, for example "forecasts/{name}".',
      };
    }
  }
  return undefined;
}

/** Cloud Storage's rules, https://docs.cloud.google.com/storage/docs/objects#naming, and our own. */
function whyNoOutput(output: string, manifestName: string): string | undefined {
  if (Buffer.byteLength(output) > 1013) return "it is longer than 1,013 bytes";
  if (/[\p{Cc}]/u.test(output)) return "it has a control character";
  if (/(^|\/)\.{1,2}(\/|$)/.test(output)) return "it has . or .. as a part";
  if (output.startsWith("/") || output.endsWith("/")) return "it starts or ends with a slash";
  if (output.startsWith(reservedPrefix)) return `names that start with ${reservedPrefix} are reserved`;
  if (isReportName(output)) return "it is the name of an error report";
  if (output === manifestName) return "the answer to the manifest itself goes there";
  return undefined;
}
