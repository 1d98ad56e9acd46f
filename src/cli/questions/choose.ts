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

/** Arrow keys need a terminal that can be drawn over; Emacs and the like answer in whole lines alone. */
export const canChoose = (asker: Asker): boolean => canAsk(asker) && asker.io.env["TERM"] !== "dumb";

/**
 * Asks on standard error; the terminal is as before when this is over, whatever happens. Undefined on Ctrl-D, which gives no
 * answer.
 * @throws InterruptedError on Ctrl-C; the signal's reason when it aborts
 */
export async function choose(
  { io, signal }: Asker,
  question: string,
  answers: readonly Answer[],
): Promise<string | undefined> {
  const { default: select } = await import("@inquirer/select");
  // The prompt ends what it has written to.
  const screen = new Writable({
    write(text: Uint8Array, _encoding, done) {
      io.stderr.write(text);
      done();
    },
  });
  const output = Object.assign(screen, { isTTY: true, columns: io.stderr.columns });
  // The prompt would wait on, though nothing more is read.
  const ended = new AbortController();
  const end = () => ended.abort();
  const onKey = (_text: unknown, key?: { ctrl?: boolean; name?: string }) => {
    if (key?.ctrl === true && key.name === "d") end();
  };
  io.stdin.on("keypress", onKey).once("end", end);
  try {
    return await select(
      { message: inOneLine(question), choices: answers.map(shown), pageSize: 12, loop: false },
      { input: io.stdin, output, signal: AbortSignal.any([signal, ended.signal]) },
    );
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (ended.signal.aborted) return undefined;
    if (error instanceof Error && error.name === "ExitPromptError") throw new InterruptedError();
    throw error;
  } finally {
    io.stdin.off("keypress", onKey).off("end", end);
  }
}

/** Names come from files, so nothing in them may command the terminal. */
const shown = ({ value, name }: Answer) => ({ value, name: inOneLine(name), short: inOneLine(name) });
