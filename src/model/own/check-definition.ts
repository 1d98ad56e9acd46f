// Whether a file exports a model, before anything is made of it. The command line asks when it bundles the file, so this
// imports neither danfo nor augurs.
import { commonNames } from "../parameters/common-parameters.ts";
import { modelDescriptions } from "../parameters/model-descriptions.ts";
import { nearestName } from "../../core/nearest-name.ts";
import type { OwnModel } from "./define-model.ts";

const knownKeys = {
  series: ["minimumRows", "maximumRows", "columns"],
  rows: ["columns"],
  both: ["kind", "name", "version", "summary", "parameters", "files", "load", "predict"],
};

/** What is wrong, in sentences without a full stop; none for a model. */
export function problemsOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) {
    return [`the default export is ${value === undefined ? "missing" : nameOf(value)}, not a model`];
  }
  const model = value as Record<string, unknown>;
  const isRows = model["kind"] === "rows";
  const known = [...knownKeys.both, ...(isRows ? knownKeys.rows : knownKeys.series)];
  return [
    ...Object.keys(model)
      .filter((key) => !known.includes(key))
      .map((key) => unknownKey(key, known)),
    ...(model["kind"] === undefined || isRows || model["kind"] === "series"
      ? []
      : [`kind is ${nameOf(model["kind"])}; it must be "series" or "rows"`]),
    ...problemsOfName(model["name"]),
    ...["version", "summary"].flatMap((key) =>
      model[key] === undefined || typeof model[key] === "string"
        ? []
        : [`${key} is ${nameOf(model[key])}, not text`],
    ),
    ...problemsOfParameters(model["parameters"]),
    ...problemsOfFiles(model["files"]),
    ...(typeof model["predict"] === "function" ? [] : [notA("predict", model["predict"], "a function")]),
    ...(model["load"] === undefined || typeof model["load"] === "function"
      ? []
      : [notA("load", model["load"], "a function")]),
    ...(isRows ? problemsOfColumns(model["columns"]) : problemsOfSeries(model)),
  ];
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  return `${key} is not known there${near === undefined ? "" : `; did you mean ${near}?`}`;
}

function problemsOfName(name: unknown): string[] {
  if (typeof name !== "string" || !/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
    return [`name is ${nameOf(name)}; it must be up to 40 of a-z, 0-9 and -, starting with a letter`];
  }
  return modelDescriptions.some((built) => built.name === name)
    ? [`name is "${name}", which is a built-in model`]
    : [];
}

function problemsOfParameters(schema: unknown): string[] {
  if (schema === undefined) return [];
  const shape = (schema as { shape?: unknown } | null)?.shape;
  if (typeof shape !== "object" || shape === null || !("_zod" in (schema as object))) {
    return ['parameters is not a z.object of zod 4; import { z } from "cloud-runner/model"'];
  }
  return Object.keys(shape).flatMap((name) => [
    ...(/^[a-z][a-z0-9-]*$/.test(name)
      ? []
      : [`the parameter ${name} must be named in a-z, 0-9 and -, starting with a letter`]),
    ...(commonNames.includes(name) ? [`the parameter ${name} is one that every model has`] : []),
  ]);
}

function problemsOfFiles(files: unknown): string[] {
  if (files === undefined) return [];
  if (typeof files !== "object" || files === null) return [notA("files", files, "an object")];
  return Object.entries(files).flatMap(([name, path]) => [
    ...(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/.test(name)
      ? []
      : [`files: ${nameOf(name)} must be up to 60 of a-z, 0-9, ., _ and -`]),
    ...(typeof path === "string" && path !== "" ? [] : [notA(`files.${name}`, path, "a path")]),
  ]);
}

function problemsOfColumns(columns: unknown): string[] {
  const entries = typeof columns === "object" && columns !== null ? Object.entries(columns) : [];
  if (entries.length === 0) {
    return [
      'columns must name what the model needs of a file, for example { price: "number", city: "text" }',
    ];
  }
  return entries.flatMap(([name, kind]) =>
    ["number", "number?", "text"].includes(kind as string)
      ? []
      : [`columns.${name} is ${nameOf(kind)}; it must be "number", "number?" or "text"`],
  );
}

function problemsOfSeries(model: Record<string, unknown>): string[] {
  return [
    ...["minimumRows", "maximumRows"].flatMap((key) =>
      model[key] === undefined || (Number.isInteger(model[key]) && (model[key] as number) >= 1)
        ? []
        : [`${key} is ${nameOf(model[key])}; it must be a whole number, 1 or more`],
    ),
    ...(model["columns"] === undefined || typeof model["columns"] === "function"
      ? []
      : [notA("columns", model["columns"], "a function of the parameters")]),
  ];
}

const notA = (key: string, value: unknown, what: string): string =>
  value === undefined ? `${key} is missing` : `${key} is ${nameOf(value)}, not ${what}`;

function nameOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === undefined) return "missing";
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}

export const kindOf = ({ kind = "series" }: OwnModel): "series" | "rows" => kind;
