// Asks once whether a folder is trusted whose configuration decides what runs or where data goes.
import { quote } from "../../core/quote.ts";
import type { Session } from "../../library/session.ts";
import { decisionWords } from "../../library/trust/decision.ts";
import { agrees, type Ask } from "../shell/confirm.ts";
import type { Context } from "../shell/context.ts";
import { canAsk } from "./choose.ts";

/** Undefined where nobody can be asked; `--yes` is no answer, since it is typed without a thought. */
export function trustAsker(
  context: Pick<Context, "io" | "flags" | "output" | "signal">,
  ask?: Ask,
): Session["askTrust"] {
  if (context.flags.trust) return async () => "keep";
  if (!canAsk(context)) return undefined;
  return async ({ config, decisions }) => {
    const question = [
      `${context.output.errorView.symbols.warning} You have not trusted ${quote(config)} yet. It decides:`,
      ...decisions.map((decision) => `    ${decisionWords(decision)}`),
      "Do you trust whoever wrote it, and the files beside it?",
    ];
    return (await agrees(context, question.join("\n"), ask)) ? "keep" : "no";
  };
}
