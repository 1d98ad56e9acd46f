// The values of each kind. What takes long, or may fail, is loaded by itself; whoever asks has a limit of time.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { JsonSchema } from "../../model/parameters/parameters-schema.ts";
import type { Session } from "../../library/session.ts";
import type { Suggestion } from "../../library/suggest/cloud-names.ts";
import type { Line } from "./place.ts";
import { withHome } from "./typed.ts";
import type { ValueKind } from "./kinds.ts";

type NamedKind = Extract<ValueKind, string>;

export interface Asked {
  session: Session;
  line: Line;
  /** What was typed of the value. */
  text: string;
}

export interface Values {
  suggestions: readonly Suggestion[];
  /** Of a part that goes on, as `growth=` does. */
  goesOn?: boolean;
}

/** The kinds whose values the shell knows itself are not among them. */
type Listed = Exclude<NamedKind, "file" | "folder">;

/** @throws whatever goes wrong; whoever asks is silent about it */
export async function valuesOf(kind: Listed, asked: Asked): Promise<Values> {
  const { session, line, text } = asked;
  switch (kind) {
    case "revision":
    case "run":
    case "schedule":
    case "dead-letter": {
      const { namesInCloud } = await import("../../library/suggest/cloud-names.ts");
      const typed = new Set(line.arguments);
      const names = await namesInCloud(session, kind);
      return { suggestions: names.filter(({ value }) => !typed.has(value)) };
    }
    case "model":
      return { suggestions: await modelNames(session) };
    case "models":
      return { suggestions: inList(text, await modelNames(session)) };
    case "column":
      return { suggestions: await columns(asked) };
    case "columns":
      return { suggestions: inList(text, await columns(asked)) };
    case "sheet": {
      const path = fileOn(asked);
      if (path === undefined) return { suggestions: [] };
      const { sheetsOf } = await import("../../library/suggest/columns.ts");
      return { suggestions: await sheetsOf(path) };
    }
    case "parameter":
      return parameters(asked);
    case "timezone":
      return { suggestions: ["UTC", ...Intl.supportedValuesOf("timeZone")].map((value) => ({ value })) };
    case "frequency":
      return { suggestions: frequencies };
    case "date-format":
      return { suggestions: dateFormats };
    case "encoding":
      return { suggestions: encodings.map((value) => ({ value })) };
    case "severity": {
      const { severities } = await import("../../library/logs/filter.ts");
      return {
        suggestions: severities.map((value) => ({
          value: /^[A-Z]/.test(text) ? value : value.toLowerCase(),
        })),
      };
    }
    case "region": {
      const { priceTable } = await import("../../provision/cost/price-table.ts");
      const { tier1, tier2 } = priceTable.regions;
      return { suggestions: [...tier1, ...tier2].toSorted().map((value) => ({ value })) };
    }
  }
}

/** `a,b,` goes on with every name but those. */
function inList(text: string, suggestions: readonly Suggestion[]): Suggestion[] {
  const before = text.slice(0, text.lastIndexOf(",") + 1);
  const typed = new Set(before.split(","));
  return suggestions
    .filter(({ value }) => !typed.has(value) && !value.includes(","))
    .map(({ value, ...rest }) => ({ value: before + value, ...rest }));
}

/** The built-in ones even when the user's own cannot be read, or may not. */
async function models(session: Session) {
  const { describeModels } = await import("../../library/models/describe-models.ts");
  try {
    return await describeModels(session);
  } catch {
    return describeModels({ ...session, overrides: { config: {} } });
  }
}

const modelNames = async (session: Session): Promise<Suggestion[]> =>
  (await models(session)).map(({ name, summary }) => ({ value: name, description: summary }));

async function parameters({ session, line, text }: Asked): Promise<Values> {
  const known = await models(session);
  const chosen = last(line.options["model"]);
  const fit = known.filter(({ name }) => chosen === undefined || name === chosen);
  const schemas = new Map<string, JsonSchema>(
    (fit.length > 0 ? fit : known).flatMap((model) => [
      ...Object.entries(model.parameters.common.properties ?? {}),
      ...Object.entries(model.parameters.own.properties ?? {}),
    ]),
  );
  const at = text.indexOf("=");
  if (at < 0) {
    const suggestions = [...schemas].map(([name, schema]) => ({
      value: `${name}=`,
      description: schema.description,
    }));
    return { suggestions, goesOn: true };
  }
  const schema = schemas.get(text.slice(0, at));
  const words = schema === undefined ? [] : wordsOf(schema);
  return { suggestions: words.map((word) => ({ value: text.slice(0, at + 1) + word })) };
}

/** What a parameter may be, where that is a list of words. */
function wordsOf({ enum: words, type, anyOf = [], const: only }: JsonSchema): string[] {
  if (words !== undefined) return words.map(String);
  if (typeof only === "string") return [only];
  if (type === "boolean") return ["true", "false"];
  return anyOf.flatMap(wordsOf);
}

/** Of a parameter that every model takes. */
export async function wordsOfParameter(name: string): Promise<Values> {
  const { parametersSchema } = await import("../../model/parameters/parameters-schema.ts");
  const { modelDescriptions } = await import("../../model/parameters/model-descriptions.ts");
  const schema = parametersSchema(modelDescriptions[0]!, "auto").common.properties?.[name];
  return { suggestions: (schema === undefined ? [] : wordsOf(schema)).map((value) => ({ value })) };
}

async function columns(asked: Asked): Promise<Suggestion[]> {
  const path = fileOn(asked);
  if (path === undefined) return [];
  const { options } = asked.line;
  const { columnsOf } = await import("../../library/suggest/columns.ts");
  const skipRows = last(options["skipRows"]);
  return columnsOf(path, {
    sheet: last(options["sheet"]),
    encoding: last(options["encoding"]),
    skipRows: skipRows === undefined ? undefined : Number(skipRows),
  });
}

/** The first argument that is a file of this machine. */
function fileOn({ session, line }: Asked): string | undefined {
  const { folder, machine } = session;
  return line.arguments
    .map((word) => resolve(folder, withHome(word, machine.env["HOME"])))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

const last = (values: readonly string[] | undefined): string | undefined => values?.at(-1);

const frequencies = described({
  "15min": "every 15 minutes",
  hourly: "every hour",
  daily: "every day",
  business: "every day from Monday to Friday",
  weekly: "every week",
  monthly: "every month, on the day that the file has",
  "month-start": "the first of every month",
  "month-end": "the last of every month",
  quarterly: "every three months",
  yearly: "every year",
});

const dateFormats = described({
  "%d.%m.%Y": "31.12.2026",
  "%d/%m/%Y": "31/12/2026",
  "%m/%d/%Y": "12/31/2026",
  "%Y-%m-%d": "2026-12-31",
  "%Y%m%d": "20261231",
  "%Y-%m-%d %H:%M:%S": "2026-12-31 23:59:59",
});

function described(values: Readonly<Record<string, string>>): readonly Suggestion[] {
  return Object.entries(values).map(([value, description]) => ({ value, description }));
}

/** Those that files are met in; others can be typed as well. */
const encodings =
  "utf-8 utf-16le windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 iso-8859-2 koi8-r shift_jis euc-jp gb18030 big5 euc-kr".split(
    " ",
  );
