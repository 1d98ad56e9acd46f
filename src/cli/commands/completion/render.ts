// What `cloud-runner completion` prints: the script itself, or where it was put.
import type { View } from "../../shell/view.ts";
import type { CompletionResult } from "./run.ts";

export function render({ script, path, next }: CompletionResult, { symbols }: View): string {
  if (path === undefined) return script;
  return [
    `${symbols.ok} The script is in ${path}.`,
    next ?? "It works in the next shell that you open.",
  ].join("\n");
}
