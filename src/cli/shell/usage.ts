// How commands, arguments and options are written in help texts.
import { longName, type ArgumentSpec, type Command, type OptionSpec } from "./command.ts";

/** `dlq show <id...> [options]` */
export function usageOf({ name, arguments: words = [] }: Pick<Command, "name" | "arguments">): string {
  return [name, ...words.map(argumentUsage), "[options]"].join(" ");
}

/** `<file>`, or `[files...]` for what may be left out. */
export function argumentUsage(argument: ArgumentSpec): string {
  const name = `${argument.name}${argument.variadic === true ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** `-n, --limit N` */
export function optionUsage(key: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  const value = spec.kind === "flag" ? "" : ` ${spec.placeholder}`;
  return `${short}--${longName(key)}${value}`;
}
