// A wrong line that names no command to run: whoever reads of it is told which help to read.
import { errorWith } from "../../core/error-with.ts";
import { UsageError } from "../../core/errors.ts";

/** @param name of a command, as `dlq list` */
export const helpSentence = (name: string): string =>
  `\`cloud-runner ${name} --help\` shows its options and examples.`;

/** A command that can be pasted, of this tool or of another one. */
const command = /`[^`]+ [^`]+`|\b(?:cloud-runner|gcloud|bq|docker|terraform) [a-z]/;

/** The error as it is, unless it is about what was typed and says nothing that can be typed instead. */
export function withHelp(error: unknown, { name }: { name: string }): unknown {
  if (!(error instanceof UsageError) || error.commands.length > 0 || command.test(error.fix ?? ""))
    return error;
  const { fix = "" } = error;
  const said = fix === "" || /[.?!]$/.test(fix) ? fix : `${fix}.`;
  return errorWith(error, { fix: `${said} ${helpSentence(name)}`.trimStart() });
}
