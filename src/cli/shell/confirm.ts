// Questions: asked only of a person at a terminal; a script gets an error that names the flag.
import { CloudRunnerError, UsageError } from "../../core/errors.ts";
import { onCtrlC } from "../../core/platform/signals.ts";
import { wrap } from "../layout/wrap.ts";
import type { Context } from "./context.ts";

type Asker = Pick<Context, "io" | "flags" | "output" | "signal">;

/** Reads one line of an answer. */
export type Ask = (question: string) => Promise<string>;

/**
 * Returns when the answer is yes.
 * @throws UsageError when nobody can be asked; CloudRunnerError `declined` when the answer is no.
 */
export async function confirm(context: Asker, question: string, ask = askOn(context)): Promise<void> {
  if (context.flags.yes) return;
  refuseToAskAMachine(context, question);
  if (!(await agrees(context, question, ask))) throw declined();
}

/** Whether the answer is yes, for who can be asked. */
export async function agrees(
  context: Pick<Asker, "io" | "output" | "signal">,
  question: string,
  ask = askOn(context),
): Promise<boolean> {
  const answer = (await ask(`${question} [y/N] `)).trim().toLowerCase();
  return answer === "y" || answer === "yes";
}

/** As `confirm`, for what cannot be undone: the answer is `expected`, typed in full. */
export async function confirmByName(
  context: Asker,
  question: string,
  expected: string,
  ask = askOn(context),
): Promise<void> {
  if (context.flags.yes) return;
  refuseToAskAMachine(context, question);
  const answer = (await ask(`${question}\nType ${expected} to go on: `)).trim();
  if (answer !== expected) throw declined();
}

function refuseToAskAMachine({ io, flags }: Asker, question: string): void {
  if (io.stdin.isTTY === true && io.stderr.isTTY === true && !flags.json && !io.env["CI"]) return;
  throw new UsageError("This command asks before it goes on, and there is no terminal to ask on.", {
    code: "usage.confirmation-needed",
    details: question.split("\n"),
    fix: "Add --yes to answer in advance.",
  });
}

const declined = () =>
  new CloudRunnerError("Nothing was changed.", {
    code: "declined",
    fix: "Run the command again and agree, or add --yes.",
  });

function askOn({ io, output, signal }: Pick<Asker, "io" | "output" | "signal">): Ask {
  return async (text) => {
    const { createInterface } = await import("node:readline/promises");
    const { show, wrapsAt } = output.errorView;
    // What is typed stands behind it.
    const question = show(`${wrap(text.trimEnd(), wrapsAt)} `);
    const reader = createInterface({
      input: io.stdin,
      output: io.stderr as NodeJS.WritableStream,
      terminal: true,
    });
    // Readline keeps Ctrl-C to itself while it reads; hand it on.
    const interrupted = new AbortController();
    onCtrlC(reader, () => {
      interrupted.abort();
      io.interrupt();
    });
    // Ctrl-D ends what is read without an answer, which is no yes; some versions of Node would wait on.
    const ended = new Promise<undefined>((resolve) => reader.once("close", () => resolve(undefined)));
    try {
      const answer = reader.question(question, { signal: AbortSignal.any([signal, interrupted.signal]) });
      const given = await Promise.race([answer, ended]);
      if (given === undefined) io.stderr.write("\n");
      return given ?? "";
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof Error && error.name === "AbortError" ? declined() : error;
    } finally {
      reader.close();
    }
  };
}
