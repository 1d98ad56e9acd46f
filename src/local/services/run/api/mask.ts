// google.protobuf.FieldMask on the part of a service that a user may set.
import { invalid } from "../../fields.ts";
import { copyField, keysOf } from "../../mask.ts";
import { specFields, type ServiceSpec } from "./resources.ts";

/** Output-only and identifying fields may stand in a mask; they change nothing. */
const ignored = new Set(["name", "etag", "uid", "createTime", "updateTime", "generation"]);

/** `before` with the fields that `paths` name taken from `input`; absent there means cleared. */
export function applyMask(before: ServiceSpec, input: ServiceSpec, paths: string[]): ServiceSpec {
  if (paths.includes("*")) return input;
  const result = structuredClone(before);
  for (const path of paths) {
    const keys = keysOf(path);
    if (ignored.has(keys[0]!)) continue;
    if (!specFields.includes(keys[0]!)) {
      throw invalid(`update_mask: "${path}" is not a field of a service.`);
    }
    copyField(result, input, keys);
  }
  return result;
}
