// Work that needs what `up` makes: where nothing is up, a person at the terminal is offered it, and the work goes on.
import { CloudRunnerError } from "../../core/errors.ts";
import { loadConfig } from "../../library/settings.ts";
import { up } from "../../library/stack/up.ts";
import { agrees, type Ask } from "../shell/confirm.ts";
import type { Context } from "../shell/context.ts";
import { wrap } from "../layout/wrap.ts";
import { approveChange } from "./approve-change.ts";
import { canAsk } from "./choose.ts";

/** Said before anything is sent: nothing is up at all, or only a part of it. */
const upMends: readonly string[] = [
  "local-cloud.absent",
  "stack.not-deployed",
  "predict.bucket-missing",
  "predict.half-made",
];

const offer = [
  "`cloud-runner up` makes it: one process in the background, with its data in .cloud-runner/. It takes a few",
  "seconds, no account and no network, and `cloud-runner down` removes it.",
].join(" ");

/**
 * Does the work. Where that fails because nothing is up and who can be asked agrees, brings it up and does the work again.
 * @throws what the work throws when nobody can be asked or the answer is no; what `up` throws
 */
export async function bringingUp<R>(context: Context, work: () => Promise<R>, ask?: Ask): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CloudRunnerError) || !upMends.includes(error.code)) throw error;
    if (!canAsk(context)) throw error;
    const { progress, output, flags } = context;
    const { errorView } = output;
    const isPaid = (await loadConfig(context)).config.target === "gcp";
    const said = [error.message, ...error.details, ...(isPaid ? [] : [offer])];
    progress.warn(said.map((line) => wrap(line, errorView.wrapsAt - 2)).join("\n"));
    // On Google Cloud `up` itself asks, once it knows what it would make and what that costs.
    if (!isPaid && !flags.yes && !(await agrees(context, "Bring it up and go on?", ask))) throw error;
    await up(context, { approve: (change) => approveChange(context, change) });
    return work();
  }
}
