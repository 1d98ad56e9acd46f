// What one more option settles: the same command with it, to paste.
import { errorWith } from "../../core/error-with.ts";
import { UsageError } from "../../core/errors.ts";
import { commandLine } from "../shell/command-line.ts";
import type { Command, CommandInput, OptionSpecs } from "../shell/command.ts";

/** The options, by the code of what they settle, the likeliest first; those that the command does not have are left out. */
const settling: Readonly<Record<string, readonly string[]>> = {
  "usage.output-exists": ["force", "skipExisting"],
  "usage.confirmation-needed": ["yes"],
};

/** The error as it is, unless an option that was not typed settles it. */
export function withSameAgain(
  error: unknown,
  { command, input }: { command: Command; input: CommandInput<OptionSpecs> },
): unknown {
  if (!(error instanceof UsageError) || error.commands.length > 0) return error;
  const { code, fix = "", details } = error;
  const values: Readonly<Record<string, unknown>> = input.options;
  const options = (settling[code] ?? []).filter(
    (key) => values[key] === false && (key !== "skipExisting" || details.length > 0),
  );
  if (options.length === 0) return error;
  // Else the command alone would be read.
  const instead = /, or n(ame another .*)$/.exec(fix)?.[1];
  return errorWith(error, {
    details: instead === undefined ? details : [...details, `N${instead}`],
    commands: options.map((key) =>
      commandLine(command, { ...input, options: { ...values, [key]: true } as never }),
    ),
  });
}
