// google.protobuf.FieldMask on the part of a service that a user may set.
import { camelCase, invalid } from "../../fields.ts";
import { specFields, type ServiceSpec } from "./resources.ts";

/** Output-only and identifying fields may stand in a mask; they change nothing. */
const ignored = new Set(["name", "etag", "uid", "createTime", "updateTime", "generation"]);

/** `before` with the fields that `paths` name taken from `input`; absent there means cleared. */
export function applyMask(before: ServiceSpec, input: ServiceSpec, paths: string[]): ServiceSpec {
  if (paths.includes("*")) return input;
  const result = structuredClone(before);
  for (const path of paths) {
    const [field, ...rest] = path.split(".");
    // Keys of maps are the user's own words.
    const isMap = field === "labels" || field === "annotations";
    const keys = [camelCase(field!), ...(isMap ? rest : rest.map(camelCase))];
    if (ignored.has(keys[0]!)) continue;
    if (!specFields.includes(keys[0]!)) {
      throw invalid(`update_mask: "${path}" is not a field of a service.`);
    }
    copy(result, input, keys);
  }
  return result;
}

function copy(target: Record<string, unknown>, source: Record<string, unknown>, keys: string[]): void {
  const [key, ...rest] = keys;
  const value = source[key!];
  if (rest.length === 0) {
    if (value === undefined) delete target[key!];
    else target[key!] = value;
    return;
  }
  const inner = { ...(target[key!] as Record<string, unknown> | undefined) };
  copy(inner, (value as Record<string, unknown> | undefined) ?? {}, rest);
  target[key!] = inner;
}
