// `dlq replay`: puts dead-letter messages back, each at most so often, and waits for what comes of it.
import pMap from "p-map";
import { isManifestName, parametersIn } from "../../core/contract.ts";
import { CloudRunnerError, InterruptedError, UsageError } from "../../core/errors.ts";
import { plural } from "../../core/duration.ts";
import { openBuckets } from "../predict/buckets.ts";
import { fileAt } from "../predict/inputs.ts";
import { checkOwnBuckets } from "../predict/own-buckets.ts";
import type { Awaited } from "../predict/wait.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { withStack, type Stack } from "../stack/with-stack.ts";
import { awaitAnswers } from "./await-answers.ts";
import { problemWith } from "./check-input.ts";
import { readStates, type Answer, type InputState } from "./input-state.ts";
import { listedMessage, stateSentence, type ListedMessage } from "./listed-message.ts";
import { announcedMetadata, replayLimit, type DeadMessage } from "./message.ts";
import { withMessages, type Mail } from "./mailbox.ts";
import { publishAgain, replaceInput } from "./put-back.ts";
import { checkChoice, select } from "./select.ts";

/** What is no file of the project folder. */
export interface FixedFile {
  name: string;
  content: () => Promise<Uint8Array>;
}

export interface ReplayOptions {
  /** Ids of messages, or names of their inputs; either these or `all`. */
  ids?: readonly string[];
  all?: boolean;
  /** Change nothing. */
  dryRun?: boolean;
  /** A file to put in the input's place first; for one message only. */
  fixed?: string | FixedFile | undefined;
  /** Even what was replayed too often before, or a file that cannot be forecast. */
  force?: boolean;
  /** How long to wait for the forecasts, 0 for not at all; 10 minutes when absent. */
  timeoutMs?: number | undefined;
}

/**
 * would-replay: a dry run stopped here. settled: left alone, since no forecast can come of it. refused: replayed too
 * often. failed: could not be put back, and is still a dead-letter message. replayed: put back and not waited for. Then
 * what came of it: forecast, rejected by a report, or timed-out.
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

export interface ReplayedMessage {
  message: ListedMessage;
  outcome: ReplayOutcome;
  answer: Answer | undefined;
  /** Why it could not be put back, or what the report says. */
  error: CloudRunnerError | undefined;
}

export interface ReplayResult {
  action: "replay";
  messages: ReplayedMessage[];
}

/**
 * What goes wrong with one message is its outcome, and no error.
 * @throws UsageError for options that exclude each other; CloudRunnerError `dlq.unknown-message`
 */
export async function replayMessages(session: Session, options: ReplayOptions): Promise<ReplayResult> {
  const { ids = [], all = false, timeoutMs = 600_000 } = options;
  checkChoice("replay", ids, all);
  const content = await readFixed(session.folder, options);
  return withStack(session, async (stack) => {
    const { cloud } = stack;
    const awaited: Awaited[] = [];
    const putAll = async (mail: Mail) => {
      const chosen = all ? mail.messages : select(mail.messages, ids);
      if (content !== undefined) checkOnlyOne(chosen);
      const states = await readStates(cloud, chosen);
      const replayOne = async (message: DeadMessage): Promise<ReplayedMessage> => {
        const state = states.get(message.id)!;
        const put = await putBack(stack, mail, { message, state, content, options });
        const { outcome, generation, error } = put;
        if (generation !== undefined) awaited.push({ name: message.input!.name, generation });
        if (outcome === "replayed" && error !== undefined) {
          session.progress.warn(
            `${message.id} is put back, but the dead-letter message is still there: ${error.message} That does no harm: an input gets one forecast.`,
          );
        }
        const failure = outcome === "failed" ? error : undefined;
        return { message: listedMessage(message, state), outcome, answer: undefined, error: failure };
      };
      return pMap(chosen, replayOne, { concurrency: 8 });
    };
    const putting = () => withMessages(stack, ids, putAll);
    const messages = await during(session.progress, "Putting dead-letter messages back", putting);
    if (timeoutMs === 0 || awaited.length === 0) return { action: "replay", messages };

    const buckets = await openBuckets(cloud);
    const waiting = awaitAnswers(session, buckets, awaited, timeoutMs);
    const answers = await waiting.catch((error: unknown) => {
      if (!(error instanceof InterruptedError)) throw error;
      const what = `${plural(awaited.length, "input is", "inputs are")} put back`;
      throw new InterruptedError("Interrupted.", { details: [`${what}, and will still be forecast.`] });
    });
    return {
      action: "replay",
      messages: messages.map((each) => {
        if (each.outcome !== "replayed") return each;
        const arrived = answers.get(each.message.input!.name);
        if (arrived === undefined) return { ...each, outcome: "timed-out" };
        return { ...each, ...arrived, outcome: arrived.error === undefined ? "forecast" : "rejected" };
      }),
    };
  });
}

async function readFixed(
  folder: string,
  { fixed, all = false, ids = [] }: ReplayOptions,
): Promise<Uint8Array | undefined> {
  if (fixed === undefined) return undefined;
  if (all || ids.length !== 1) {
    throw new UsageError("--fixed replaces the input of one message.", {
      fix: "cloud-runner dlq replay ID --fixed FILE.csv",
    });
  }
  return typeof fixed === "string" ? fileAt(fixed, folder).read() : fixed.content();
}

const nameOf = (fixed: string | FixedFile): string => (typeof fixed === "string" ? fixed : fixed.name);

function checkOnlyOne(chosen: readonly DeadMessage[]): void {
  if (chosen.length === 1) return;
  throw new UsageError("That names several messages; --fixed replaces the input of one.", {
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

interface Putting {
  message: DeadMessage;
  state: InputState;
  content: Uint8Array | undefined;
  options: ReplayOptions;
}

async function putBack({ cloud, settings }: Stack, mail: Mail, putting: Putting): Promise<Put> {
  const { message, state, content, options } = putting;
  const { dryRun = false, force = false } = options;
  const isFixed = content !== undefined && (state.kind === "waiting" || state.kind === "deleted");
  if (content !== undefined && !isFixed) return { outcome: "failed", error: notReplaced(message, state) };
  if (state.kind !== "waiting" && !isFixed) return { outcome: "settled" };
  if (content === undefined && message.replays >= replayLimit && !force) return { outcome: "refused" };
  if (isFixed && !force && !isManifestName(message.input!.name)) {
    const metadata = state.kind === "waiting" ? state.metadata : announcedMetadata(message);
    const given = { ...settings.config.forecast, ...parametersIn(metadata) };
    const error = await problemWith(nameOf(options.fixed!), content, given);
    if (error !== undefined) return { outcome: "failed", error };
  }
  if (dryRun) return { outcome: "would-replay" };
  cloud.signal?.throwIfAborted();
  try {
    let { generation } = message.input!;
    if (isFixed) {
      await checkOwnBuckets(cloud);
      generation = await replaceInput(cloud, message, state, content);
    } else await publishAgain(cloud, message);
    // Only now: a crash in between leaves a message too many, and never one too few.
    const error = await mail.remove([message]).then(() => undefined, problemFrom);
    return { outcome: "replayed", generation, ...(error && { error }) };
  } catch (error) {
    return { outcome: "failed", error: problemFrom(error) };
  }
}

/** What went wrong with one message; an interruption, or a bug, ends the whole. */
function problemFrom(error: unknown): CloudRunnerError {
  if (!(error instanceof CloudRunnerError) || error instanceof InterruptedError) throw error;
  return error;
}

const notReplaced = (message: DeadMessage, state: InputState): CloudRunnerError =>
  new CloudRunnerError(
    `The input is ${stateSentence(listedMessage(message, state))}. The file was not sent.`,
    {
      code: "dlq.input-changed",
      fix: "`cloud-runner predict FILE.csv` forecasts the file under a name of its own.",
    },
  );
