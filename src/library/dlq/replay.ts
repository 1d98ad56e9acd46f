// `dlq replay`: puts dead letters back, each at most so often, and waits for what comes of it.
import { isManifestName } from "../../core/contract.ts";
import { CloudRunnerError, InterruptedError, UsageError } from "../../core/errors.ts";
import type { Context } from "../../cli/shell/context.ts";
import { parseDurationMs, plural } from "../../core/duration.ts";
import { openBuckets } from "../predict/buckets.ts";
import { inPool } from "../predict/pool.ts";
import { fileAt } from "../predict/inputs.ts";
import type { Awaited } from "../predict/wait.ts";
import type { Stack } from "../stack/with-stack.ts";
import { withStack } from "../stack/with-stack.ts";
import { awaitAnswers } from "./await-answers.ts";
import { problemWith } from "./check-input.ts";
import { lookIn, readStates } from "./input-state.ts";
import type { Answer, InputState } from "./input-state.ts";
import { announcedMetadata, replayLimit } from "./message.ts";
import type { DeadLetter } from "./message.ts";
import { letterView, stateSentence } from "../../cli/commands/dlq/message-view.ts";
import type { LetterView } from "../../cli/commands/dlq/message-view.ts";
import { withLetters } from "./mailbox.ts";
import type { Mail } from "./mailbox.ts";
import { publishAgain, replaceInput } from "./put-back.ts";
import { areAllFound, checkChoice, select } from "./select.ts";

export interface ReplayOptions {
  all: boolean;
  dryRun: boolean;
  fixed: string | undefined;
  force: boolean;
  timeout: string | undefined;
}

/**
 * would-replay: a dry run stopped here. settled: left alone, since no forecast can come of it. refused: replayed too
 * often. failed: could not be put back, and is still a dead letter. replayed: put back and not waited for. Then what came
 * of it: forecast, rejected by a report, or timed-out.
 */
export type ReplayOutcome =
  | "would-replay"
  | "settled"
  | "refused"
  | "failed"
  | "replayed"
  | "forecast"
  | "rejected"
  | "timed-out";

export interface ReplayedLetter {
  letter: Omit<LetterView, "reason">;
  outcome: ReplayOutcome;
  answer: Answer | undefined;
  /** Why it could not be put back, or what the report says. */
  error: CloudRunnerError | undefined;
}

export interface ReplayResult {
  action: "replay";
  letters: ReplayedLetter[];
}

export async function runReplay(
  context: Context,
  words: readonly string[],
  options: ReplayOptions,
): Promise<ReplayResult> {
  checkChoice("replay", words, options.all);
  const timeoutMs = parseDurationMs(options.timeout ?? "10m", "--timeout");
  const content = await readFixed(context, words, options);
  return withStack(context, async (stack) => {
    const { cloud, clients, settings, localCloud } = stack;
    const awaited = new Map<string, Awaited>();
    const putting = context.progress.start("Putting dead letters back");
    const letters = await withLetters(
      { cloud, isLocal: localCloud !== undefined, isEnough: areAllFound(words) },
      async (mail) => {
        const chosen = options.all ? mail.letters : select(mail.letters, words);
        if (content !== undefined) checkOnlyOne(chosen);
        const states = await readStates(cloud, lookIn(cloud), chosen);
        const done = new Map<string, ReplayedLetter>();
        await inPool(chosen, 8, async (letter) => {
          const state = states.get(letter.id)!;
          const put = await putBack(stack, mail, { letter, state, content, options });
          if (put.generation !== undefined) {
            awaited.set(letter.id, { name: letter.input!.name, generation: put.generation });
          }
          if (put.outcome === "replayed" && put.error !== undefined) {
            context.progress.warn(
              `${letter.id} is put back, but its letter is still there: ${put.error.message} That does no harm: an input gets one forecast.`,
            );
          }
          const view = letterView(letter, state, undefined);
          const error = put.outcome === "failed" ? put.error : undefined;
          done.set(letter.id, { letter: view, outcome: put.outcome, answer: undefined, error });
        });
        return chosen.map(({ id }) => done.get(id)!);
      },
    ).finally(() => putting.stop());
    if (timeoutMs === 0 || awaited.size === 0) return { action: "replay", letters };

    const buckets = await openBuckets(clients, settings.names, {
      clock: context.io.clock,
      signal: context.signal,
    });
    const inputs = [...awaited.values()];
    const answers = await awaitAnswers({ context, buckets, inputs, timeoutMs }).catch((error: unknown) => {
      if (!(error instanceof InterruptedError)) throw error;
      throw new InterruptedError("Interrupted.", {
        details: [`${plural(inputs.length, "input is", "inputs are")} put back, and will still be forecast.`],
      });
    });
    return {
      action: "replay",
      letters: letters.map((each) => {
        if (each.outcome !== "replayed") return each;
        const arrived = answers.get(each.letter.input!.name);
        if (arrived === undefined) return { ...each, outcome: "timed-out" };
        return { ...each, ...arrived, outcome: arrived.error === undefined ? "forecast" : "rejected" };
      }),
    };
  });
}

async function readFixed(
  { folder }: Context,
  words: readonly string[],
  { fixed, all }: ReplayOptions,
): Promise<Uint8Array | undefined> {
  if (fixed === undefined) return undefined;
  if (all || words.length !== 1) {
    throw new UsageError("--fixed replaces the input of one dead letter.", {
      fix: "cloud-runner dlq replay ID --fixed FILE.csv",
    });
  }
  return fileAt(fixed, folder).read();
}

function checkOnlyOne(chosen: readonly DeadLetter[]): void {
  if (chosen.length === 1) return;
  throw new UsageError("That names several dead letters; --fixed replaces the input of one.", {
    details: chosen.map(({ id }) => id),
    fix: `cloud-runner dlq replay ${chosen[0]!.id} --fixed FILE.csv`,
  });
}

interface Put {
  outcome: ReplayOutcome;
  /** Of the input whose forecast is now to be expected. */
  generation?: string;
  error?: CloudRunnerError;
}

interface PutOptions {
  letter: DeadLetter;
  state: InputState;
  content: Uint8Array | undefined;
  options: ReplayOptions;
}

async function putBack(
  { cloud, settings }: Stack,
  mail: Mail,
  { letter, state, content, options }: PutOptions,
): Promise<Put> {
  const { dryRun, force } = options;
  const isMended = content !== undefined && (state.kind === "waiting" || state.kind === "deleted");
  if (content !== undefined && !isMended) return { outcome: "failed", error: notReplaced(letter, state) };
  if (state.kind !== "waiting" && !isMended) return { outcome: "settled" };
  if (content === undefined && letter.replays >= replayLimit && !force) return { outcome: "refused" };
  if (isMended && !force && !isManifestName(letter.input!.name)) {
    const metadata = state.kind === "waiting" ? state.metadata : announcedMetadata(letter);
    const label = options.fixed!;
    const error = problemWith({ label, content, metadata, defaults: settings.config.forecast });
    if (error !== undefined) return { outcome: "failed", error };
  }
  if (dryRun) return { outcome: "would-replay" };
  cloud.signal?.throwIfAborted();
  try {
    let { generation } = letter.input!;
    if (isMended) generation = await replaceInput(cloud, letter, state, content);
    else await publishAgain(cloud, letter);
    // Only now: a crash in between leaves a letter too many, and never one too few.
    const error = await mail.remove([letter]).then(() => undefined, problemFrom);
    return { outcome: "replayed", generation, ...(error && { error }) };
  } catch (error) {
    return { outcome: "failed", error: problemFrom(error) };
  }
}

/** One letter's misfortune; an interruption, or a bug, ends the whole. */
function problemFrom(error: unknown): CloudRunnerError {
  if (!(error instanceof CloudRunnerError) || error instanceof InterruptedError) throw error;
  return error;
}

function notReplaced(letter: DeadLetter, state: InputState): CloudRunnerError {
  const view = letterView(letter, state, undefined);
  return new CloudRunnerError(`The input is ${stateSentence(view)}. The file was not sent.`, {
    code: "dlq.input-changed",
    fix: "`cloud-runner predict FILE.csv` forecasts the file under a name of its own.",
  });
}
