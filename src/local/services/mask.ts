// Changes that an update mask names. https://protobuf.dev/reference/protobuf/google.protobuf/#field-mask
import type { Message } from "../message.ts";
import { camelCase } from "./fields.ts";

/** Fields whose keys are the user's own words. */
const maps = new Set(["labels", "annotations", "userLabels"]);

/** The keys that a path of a mask leads through: `retry_config.retry_count` by two. */
export function keysOf(path: string): string[] {
  const [field = "", ...rest] = path.split(".");
  const first = camelCase(field);
  return [first, ...(maps.has(first) ? rest : rest.map(camelCase))];
}

/** Takes what the keys lead to from the source; absent there means cleared. */
export function copyField(target: Message, source: Message, [key, ...rest]: readonly string[]): void {
  const value = source[key!];
  if (rest.length === 0) {
    if (value === undefined) delete target[key!];
    else target[key!] = value;
    return;
  }
  const inner = { ...(target[key!] as Message | undefined) };
  copyField(inner, (value as Message | undefined) ?? {}, rest);
  target[key!] = inner;
}
