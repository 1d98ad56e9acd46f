// The types with a JSON form of their own. https://protobuf.dev/programming-guides/json/
import { deepestJson } from "../../../core/text/json-text.ts";
import { isMessage, type Message } from "../../message.ts";
import { badValue } from "./json-error.ts";

export interface JsonForm {
  toJson(message: Message): unknown;
  /** @throws StatusError INVALID_ARGUMENT */
  fromJson(json: unknown, path: string): Message;
}

const secondsOf = (message: Message) => Number(message["seconds"] ?? 0);
const nanosOf = (message: Message) => Number(message["nanos"] ?? 0);

/** As many decimals as are needed, in steps of three. */
function fraction(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.replace(/(000){1,2}$/, "")}`;
}

const timestamp: JsonForm = {
  toJson: (message) =>
    `${new Date(secondsOf(message) * 1000).toISOString().slice(0, 19)}${fraction(nanosOf(message))}Z`,
  fromJson(json, path) {
    const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i;
    const [, whole, decimals = "", zone] = typeof json === "string" ? (form.exec(json) ?? []) : [];
    const ms = whole === undefined ? Number.NaN : Date.parse(`${whole}${zone}`.toUpperCase());
    if (Number.isNaN(ms)) throw badValue(path, "type.googleapis.com/google.protobuf.Timestamp", json);
    return { seconds: `${ms / 1000}`, nanos: Number(decimals.padEnd(9, "0")) };
  },
};

const duration: JsonForm = {
  toJson(message) {
    const [seconds, nanos] = [secondsOf(message), nanosOf(message)];
    return `${seconds < 0 || nanos < 0 ? "-" : ""}${Math.abs(seconds)}${fraction(Math.abs(nanos))}s`;
  },
  fromJson(json, path) {
    const [, sign, seconds, decimals = ""] =
      typeof json === "string" ? (/^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(json) ?? []) : [];
    if (seconds === undefined) throw badValue(path, "type.googleapis.com/google.protobuf.Duration", json);
    const nanos = Number(decimals.padEnd(9, "0"));
    return { seconds: `${sign}${seconds}`, nanos: sign === "-" && nanos > 0 ? -nanos : nanos };
  },
};

const fieldMask: JsonForm = {
  toJson: (message) => ((message["paths"] ?? []) as string[]).map(camelPath).join(","),
  fromJson(json, path) {
    if (typeof json !== "string") throw badValue(path, "type.googleapis.com/google.protobuf.FieldMask", json);
    return { paths: json === "" ? [] : json.split(",").map((each) => snakePath(each.trim())) };
  },
};

const camelPath = (path: string): string =>
  path.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const snakePath = (path: string): string => path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function valueFrom(json: unknown, path: string, depth: number): Message {
  if (depth > deepestJson) throw badValue(path, "type.googleapis.com/google.protobuf.Value", "(too deep)");
  if (json === null || json === undefined) return { nullValue: "NULL_VALUE" };
  if (typeof json === "string") return { stringValue: json };
  if (typeof json === "number") return { numberValue: json };
  if (typeof json === "boolean") return { boolValue: json };
  if (Array.isArray(json))
    return { listValue: { values: json.map((each) => valueFrom(each, path, depth + 1)) } };
  return { structValue: structFrom(json, path, depth + 1) };
}

/** @param depth how deep it lies already; negative infinity for what may be as deep as it likes */
export function structFrom(json: unknown, path: string, depth: number): Message {
  if (!isMessage(json)) throw badValue(path, "type.googleapis.com/google.protobuf.Struct", json);
  return {
    fields: Object.fromEntries(
      Object.entries(json).map(([key, value]) => [key, valueFrom(value, path, depth)]),
    ),
  };
}

function valueTo(message: Message): unknown {
  if (message["stringValue"] !== undefined) return message["stringValue"];
  if (message["numberValue"] !== undefined) return message["numberValue"];
  if (message["boolValue"] !== undefined) return message["boolValue"];
  if (message["listValue"] !== undefined) return listTo(message["listValue"] as Message);
  if (message["structValue"] !== undefined) return structTo(message["structValue"] as Message);
  return null;
}

export const structTo = (message: Message): unknown =>
  Object.fromEntries(
    Object.entries((message["fields"] ?? {}) as Record<string, Message>).map(([key, value]) => [
      key,
      valueTo(value),
    ]),
  );
const listTo = (message: Message): unknown[] => ((message["values"] ?? []) as Message[]).map(valueTo);

const forms: ReadonlyMap<string, JsonForm> = new Map([
  ["google.protobuf.Timestamp", timestamp],
  ["google.protobuf.Duration", duration],
  ["google.protobuf.FieldMask", fieldMask],
  ["google.protobuf.Struct", { toJson: structTo, fromJson: (json, path) => structFrom(json, path, 0) }],
  ["google.protobuf.Value", { toJson: valueTo, fromJson: (json, path) => valueFrom(json, path, 0) }],
  [
    "google.protobuf.ListValue",
    {
      toJson: listTo,
      fromJson(json, path) {
        if (!Array.isArray(json)) throw badValue(path, "type.googleapis.com/google.protobuf.ListValue", json);
        return { values: json.map((each) => valueFrom(each, path, 0)) };
      },
    },
  ],
]);

/** @param type full name of the type, without a leading dot */
export const wellKnown = (type: string): JsonForm | undefined => forms.get(type);

/** Types whose JSON form is that of the field `value` that they wrap. */
export const isWrapper = (type: string): boolean =>
  /^google\.protobuf\.(Double|Float|U?Int64|U?Int32|Bool|String|Bytes)Value$/.test(type);
