// No docker on this machine: the same command, with Google as the builder.
import { errorWith } from "../../core/error-with.ts";
import { PreconditionError } from "../../core/errors.ts";
import { commandLine } from "../shell/command-line.ts";
import type { Command, CommandInput, OptionSpecs } from "../shell/command.ts";

/** The error as it is, unless docker was to build an image and a command could do without. */
export function withBuilder(
  error: unknown,
  command: Command,
  { arguments: words, options }: CommandInput<OptionSpecs>,
): unknown {
  if (!(error instanceof PreconditionError) || !error.code.startsWith("docker.")) return error;
  if (!Object.hasOwn(command.options, "builder")) return error;
  const again = commandLine(command, {
    arguments: words,
    options: { ...options, builder: "cloud-build" },
  });
  return errorWith(error, { fix: `${error.fix}: ${again}` });
}
