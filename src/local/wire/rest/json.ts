// Messages as JSON and back. https://protobuf.dev/programming-guides/json/
import protobuf from "protobufjs";
import { isMessage, type Message } from "../../message.ts";
import { badValue, unknownName } from "./json-error.ts";
import { isWrapper, wellKnown } from "./well-known.ts";

/** Finds a type by its full name in any of the packages: an Any may hold a message of another one. */
export type FindType = (fullName: string) => protobuf.Type | undefined;

const nameOf = (type: protobuf.ReflectionObject): string => type.fullName.replace(/^\./, "");

/** By its name in JSON or in the proto. */
export function fieldOf(type: protobuf.Type, key: string): protobuf.Field | undefined {
  for (const name of [key, protobuf.util.camelCase(key)]) {
    if (Object.hasOwn(type.fields, name)) return type.fields[name];
  }
  return undefined;
}

/**
 * What the JSON says, in the form in which services take messages.
 * @throws StatusError INVALID_ARGUMENT
 */
export function messageFromJson(type: protobuf.Type, json: unknown, find: FindType): Message {
  const plain = fromJson(type, json, "", find);
  // Over the wire and back: services see exactly what a gRPC client would have sent.
  return plainOf(type, type.encode(type.fromObject(plain)).finish());
}

/** How enums are written: by name, or by number. */
type Enums = StringConstructor | NumberConstructor;

interface Writing {
  find: FindType;
  enums: Enums;
}

/** What a service answered, as Google's servers write it: fields with their default value are left out. */
export function messageToJson(
  type: protobuf.Type,
  message: Message,
  find: FindType,
  enums: Enums = String,
): unknown {
  return toJson(type, plainOf(type, type.encode(type.fromObject(message)).finish(), enums), { find, enums });
}

const plainOf = (type: protobuf.Type, bytes: Uint8Array, enums: Enums = String): Message =>
  type.toObject(type.decode(bytes), { longs: String, enums, bytes: Buffer });

function fromJson(type: protobuf.Type, json: unknown, path: string, find: FindType): Message {
  const name = nameOf(type);
  const form = wellKnown(name);
  if (form) return form.fromJson(json, path);
  if (isWrapper(name)) return { value: scalarFrom(type.fields["value"]!, json, path, find) };
  if (!isMessage(json)) throw badValue(path, name, json);
  if (name === "google.protobuf.Any") return anyFrom(json, path, find);
  const result: Message = {};
  for (const [key, value] of Object.entries(json)) {
    const field = fieldOf(type, key);
    if (!field) throw unknownName(key, path);
    const at = path === "" ? key : `${path}.${key}`;
    if (value === null && field.type !== "google.protobuf.Value") continue;
    result[field.name] = fieldFrom(field, value, at, find);
  }
  return result;
}

function fieldFrom(field: protobuf.Field, value: unknown, path: string, find: FindType): unknown {
  if (field instanceof protobuf.MapField) {
    if (!isMessage(value)) throw badValue(path, "map", value);
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, scalarFrom(field, each, `${path}.${key}`, find)]),
    );
  }
  if (!field.repeated) return scalarFrom(field, value, path, find);
  if (!Array.isArray(value)) throw badValue(path, `repeated ${field.type}`, value);
  return value.map((each, index) => scalarFrom(field, each, `${path}[${index}]`, find));
}

function scalarFrom(field: protobuf.Field, value: unknown, path: string, find: FindType): unknown {
  const { resolvedType } = field.resolve();
  if (resolvedType instanceof protobuf.Type) return fromJson(resolvedType, value, path, find);
  if (resolvedType instanceof protobuf.Enum) {
    if (typeof value === "string" && Object.hasOwn(resolvedType.values, value)) return value;
    if (typeof value === "number" && Object.hasOwn(resolvedType.valuesById, value)) return value;
    throw badValue(path, `type.googleapis.com/${nameOf(resolvedType)}`, value);
  }
  const wrong = () => badValue(path, `TYPE_${field.type.toUpperCase()}`, value);
  switch (field.type) {
    case "string":
      if (typeof value !== "string") throw wrong();
      return value;
    case "bool":
      if (typeof value !== "boolean") throw wrong();
      return value;
    case "bytes": {
      if (typeof value !== "string") throw wrong();
      const bytes = Buffer.from(value, "base64");
      // What is no base64 is left out of it; a pattern for megabytes would take longer. One digit too many stands for no byte.
      const digits = value.length - (/=+$/.exec(value.slice(-2))?.[0].length ?? 0);
      if (bytes.length !== Math.floor((digits * 3) / 4) || digits % 4 === 1) throw wrong();
      return bytes;
    }
    case "float":
    case "double": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || (Number.isNaN(number) && value !== "NaN")) throw wrong();
      return number;
    }
    default: {
      const number = wholeNumber(field.type, value);
      if (number === undefined) throw wrong();
      return number;
    }
  }
}

/** A number, or a text for 64 bits; undefined when it is none or does not fit. */
function wholeNumber(type: string, value: unknown): number | string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^-?[0-9]{1,20}$/.test(text)) return undefined;
  const bits = type.endsWith("64") ? 64 : 32;
  const isUnsigned = type.startsWith("u") || type.startsWith("fixed");
  const number = BigInt(text);
  const fits = isUnsigned ? BigInt.asUintN(bits, number) : BigInt.asIntN(bits, number);
  if (fits !== number) return undefined;
  return bits === 64 ? text : Number(number);
}

function anyFrom(json: Record<string, unknown>, path: string, find: FindType): Message {
  const { "@type": url, ...rest } = json;
  const type = typeof url === "string" ? find(url.slice(url.indexOf("/") + 1)) : undefined;
  if (!type) throw badValue(path, "google.protobuf.Any", url);
  const plain = fromJson(type, wellKnown(nameOf(type)) ? rest["value"] : rest, path, find);
  return { type_url: url, value: Buffer.from(type.encode(type.fromObject(plain)).finish()) };
}

function toJson(type: protobuf.Type, message: Message, how: Writing): unknown {
  const name = nameOf(type);
  const form = wellKnown(name);
  if (form) return form.toJson(message);
  if (isWrapper(name)) {
    const field = type.fields["value"]!;
    return scalarTo(field, message["value"] ?? (field.resolve().defaultValue as unknown), how);
  }
  if (name === "google.protobuf.Any") return anyTo(message, how);
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(message)) {
    const field = type.fields[key]!;
    const json = fieldTo(field, value, how);
    if (json !== undefined) result[key] = json;
  }
  return result;
}

/** Undefined for what is not worth telling: the default of a field that does not know whether it was set. */
function fieldTo(field: protobuf.Field, value: unknown, how: Writing): unknown {
  if (field instanceof protobuf.MapField) {
    const entries = Object.entries(value as Record<string, unknown>);
    if (entries.length === 0) return undefined;
    return Object.fromEntries(entries.map(([key, each]) => [key, scalarTo(field, each, how)]));
  }
  if (field.repeated) {
    const items = value as unknown[];
    return items.length === 0 ? undefined : items.map((each) => scalarTo(field, each, how));
  }
  const { resolvedType } = field.resolve();
  const knowsPresence = field.partOf !== null || resolvedType instanceof protobuf.Type;
  if (!knowsPresence && isDefault(field, value)) return undefined;
  return scalarTo(field, value, how);
}

function isDefault({ resolvedType }: protobuf.Field, value: unknown): boolean {
  if (resolvedType instanceof protobuf.Enum) return value === resolvedType.valuesById[0] || value === 0;
  if (Buffer.isBuffer(value)) return value.length === 0;
  return value === "" || value === false || value === 0 || value === "0";
}

function scalarTo(field: protobuf.Field, value: unknown, how: Writing): unknown {
  const { resolvedType } = field.resolve();
  if (resolvedType instanceof protobuf.Type) return toJson(resolvedType, value as Message, how);
  if (Buffer.isBuffer(value)) return value.toString("base64");
  // NaN and the infinities are no JSON numbers.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value;
}

function anyTo(message: Message, how: Writing): unknown {
  const url = (message["type_url"] ?? "") as string;
  const type = how.find(url.slice(url.indexOf("/") + 1));
  if (!type) return { "@type": url };
  const json = toJson(type, plainOf(type, (message["value"] ?? Buffer.alloc(0)) as Buffer, how.enums), how);
  return wellKnown(nameOf(type)) ? { "@type": url, value: json } : { "@type": url, ...(json as object) };
}
