// A file that can be read in several ways: a person is asked which one is meant, a script gets the commands that say so.
import type { Choices } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { questionFor } from "../../library/check/questions.ts";
import { withAnswer } from "../options/answer.ts";
import type { ParameterOptions } from "../options/forecast-parameters.ts";
import type { Context } from "../shell/context.ts";
import { wrap } from "../layout/wrap.ts";
import { canChoose, choose } from "./choose.ts";

/** What was typed, as far as an answer changes it. */
export interface Typed<Options> {
  arguments: readonly string[];
  options: Options;
}

type Answerable = Pick<ParameterOptions, "param">;

/** So many commands are proposed. */
const mostCommands = 4;

/**
 * Does the work with the options as typed. Where it fails by a question of one file, a person at the terminal answers it,
 * and the work is done again with that answer.
 * @throws what the work throws, with commands that answer its question
 */
export async function settling<Options extends Answerable, R>(
  context: Context,
  { arguments: words, options }: Typed<Options>,
  work: (options: Options) => Promise<R>,
): Promise<R> {
  const answered = new Set<string>();
  let current = options;
  for (;;) {
    try {
      return await work(current);
    } catch (error) {
      if (!(error instanceof CloudRunnerError) || error.choices === undefined) throw error;
      const { choices } = error;
      if (!canChoose(context) || answered.has(choices.parameter)) {
        throw withCommands(error, context, { arguments: words, options: current });
      }
      answered.add(choices.parameter);
      context.progress.warn(wrap(error.message, context.output.errorView.wrapsAt - 2));
      const value = await choose(context, questionFor(choices), answersOf(choices));
      if (value === undefined) throw withCommands(error, context, { arguments: words, options: current });
      current = answerOf(current, choices, value);
      context.progress.note(
        `The same without the question: ${context.commandLine({ arguments: words, options: current })}`,
      );
    }
  }
}

/** With one command for each of the first answers. */
export function withCommands<Options extends Answerable>(
  error: CloudRunnerError,
  { commandLine }: Pick<Context, "commandLine">,
  { arguments: words, options }: Typed<Options>,
): CloudRunnerError {
  if (error.choices === undefined) return error;
  const { message, code, fix, details, choices, place, cause } = error;
  const commands = choices.values
    .slice(0, mostCommands)
    .map((value) => commandLine({ arguments: words, options: answerOf(options, choices, value) }));
  return new CloudRunnerError(message, { code, fix, details, choices, commands, place, cause });
}

/** The options with an answer, and with what it needs. */
function answerOf<Options extends Answerable>(options: Options, choices: Choices, value: string): Options {
  const all = [...Object.entries(choices.with ?? {}), [choices.parameter, value] as const];
  return all.reduce((before, [parameter, each]) => withAnswer(before, parameter, each), options);
}

const answersOf = ({ values, meanings }: Choices) =>
  values.map((value, index) => ({ value, name: meanings?.[index] ?? value }));
