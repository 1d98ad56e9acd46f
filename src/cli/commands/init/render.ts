// What `cloud-runner init` prints.
import { commandText } from "../../layout/command-text.ts";
import type { View } from "../../shell/view.ts";
import type { InitResult } from "./run.ts";

export function render({ path, schema, config }: InitResult, view: View): string {
  if (path === undefined) return JSON.stringify(config, undefined, 2);
  const wrote = `${view.paint.green(view.symbols.ok)} Wrote`;
  return [
    `${wrote} ${view.shortPath(path)}`,
    ...(schema === undefined ? [] : [`${wrote} ${view.shortPath(schema)}, by which editors check it`]),
    "",
    "Next:",
    commandText("cloud-runner up", view),
  ].join("\n");
}
