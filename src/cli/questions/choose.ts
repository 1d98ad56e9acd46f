// One of several answers, chosen with the arrow keys.
import { Writable } from "node:stream";
import { InterruptedError } from "../../core/errors.ts";
import { inOneLine } from "../../core/quote.ts";
import type { Context } from "../shell/context.ts";

export interface Answer {
  value: string;
  /** The line that is shown. */
  name: string;
}

type Asker = Pick<Context, "io" | "flags" | "signal">;

/** Only a person at a terminal can be asked, who wants more than results. */
export const canAsk = ({ io, flags }: Asker): boolean =>
  io.stdin.isTTY === true && io.stderr.isTTY === true && !flags.json && !flags.quiet && !io.env["CI"];

/**
 * Asks on standard error; the terminal is as before when this is over, whatever happens.
 * @throws InterruptedError on Ctrl-C; the signal's reason when it aborts
 */
export async function choose(
  { io, signal }: Asker,
  question: string,
  answers: readonly Answer[],
): Promise<string> {
  const { default: select } = await import("@inquirer/select");
  // The prompt ends what it has written to.
  const screen = new Writable({
    write(text: Uint8Array, _encoding, done) {
      io.stderr.write(text);
      done();
    },
  });
  const output = Object.assign(screen, { isTTY: true, columns: io.stderr.columns });
  try {
    return await select(
      { message: inOneLine(question), choices: answers.map(shown), pageSize: 12, loop: false },
      { input: io.stdin, output, signal },
    );
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof Error && error.name === "ExitPromptError") throw new InterruptedError();
    throw error;
  }
}

/** Names come from files, so nothing in them may command the terminal. */
const shown = ({ value, name }: Answer) => ({ value, name: inOneLine(name), short: inOneLine(name) });
