// A command as it would be typed again, with other options.
import { shellQuote } from "../../core/shell-quote.ts";
import { longName, type Command, type CommandInput, type OptionSpec, type OptionSpecs } from "./command.ts";
import { globalOptions } from "./global-options.ts";

/** `cloud-runner predict 'my data.csv' --horizon 28`, for a POSIX shell: arguments first, defaults left out. */
export function commandLine(
  { name, options: specs }: Pick<Command, "name" | "options">,
  { arguments: words, options }: CommandInput<OptionSpecs>,
): string {
  const values: Readonly<Record<string, unknown>> = options;
  const flags = Object.entries<OptionSpec>({ ...specs, ...globalOptions }).flatMap(([key, spec]) =>
    wordsOf(`--${longName(key)}`, spec, values[key]),
  );
  // A file whose name begins with a dash is no option.
  const files = words.map((word) => (/^-./.test(word) ? `./${word}` : word));
  return shellQuote(["cloud-runner", ...name.split(" "), ...files, ...flags]);
}

function wordsOf(flag: string, spec: OptionSpec, value: unknown): string[] {
  if (spec.kind === "flag") return value === true ? [flag] : [];
  if (value === undefined || (spec.kind === "integer" && value === spec.default)) return [];
  const given = (Array.isArray(value) ? value : [value]) as (string | number)[];
  return given.flatMap((each) => [flag, String(each)]);
}
