// `dlq purge`: removes letters for good, after asking.
import { UsageError } from "../../core/errors.ts";
import { confirm } from "../../cli/shell/confirm.ts";
import type { Context } from "../../cli/shell/context.ts";
import { parseDurationMs, plural } from "../../core/duration.ts";
import { withStack } from "../stack/with-stack.ts";
import type { Stack } from "../stack/with-stack.ts";
import { table } from "../../cli/shell/table.ts";
import type { View } from "../../cli/shell/view.ts";
import { lookIn, readStates } from "./input-state.ts";
import { isSettled, letterView, shownInput, shownTime } from "../../cli/commands/dlq/message-view.ts";
import type { LetterView } from "../../cli/commands/dlq/message-view.ts";
import type { DeadLetter } from "./message.ts";
import { withLetters } from "./mailbox.ts";
import { areAllFound, checkChoice, select } from "./select.ts";

export interface PurgeOptions {
  all: boolean;
  settled: boolean;
  olderThan: string | undefined;
  dryRun: boolean;
}

export interface PurgeResult {
  action: "purge";
  dryRun: boolean;
  /** What was removed, or would be. */
  letters: Omit<LetterView, "reason">[];
}

export async function runPurge(
  context: Context,
  words: readonly string[],
  options: PurgeOptions,
): Promise<PurgeResult> {
  const { all, settled, olderThan, dryRun } = options;
  if (all && (settled || olderThan !== undefined)) {
    throw new UsageError("--all excludes --settled and --older-than.", {
      fix: "Leave --all out: the other two choose among all letters by themselves.",
    });
  }
  checkChoice("purge", words, all || settled || olderThan !== undefined, "--all, --settled or --older-than");
  const ageMs = olderThan === undefined ? 0 : parseDurationMs(olderThan, "--older-than");
  return withStack(context, async (stack) => {
    const reading = context.progress.start("Reading the dead letters");
    const chosen = await choose(context, stack, words, { settled, ageMs }).finally(() => reading.stop());
    if (dryRun || chosen.length === 0) return { action: "purge", dryRun, letters: chosen };
    if (!context.flags.yes) {
      context.progress.note(rowsOf(chosen));
      await confirm(context, questionAbout(chosen));
    }
    const isChosen = new Set(chosen.map(({ id }) => id));
    const removing = context.progress.start(`Removing ${plural(chosen.length, "dead letter")}`);
    // Taken again: nobody's lease lasts as long as a person may think.
    const gone = await withLetters(
      {
        cloud: stack.cloud,
        isLocal: stack.localCloud !== undefined,
        isEnough: areAllFound([...isChosen]),
      },
      async (mail) => {
        const doomed = mail.letters.filter(({ id }) => isChosen.has(id));
        if (doomed.length > 0) await mail.remove(doomed);
        return new Set(doomed.map(({ id }) => id));
      },
    ).finally(() => removing.stop());
    const left = chosen.filter(({ id }) => !gone.has(id));
    if (left.length > 0) {
      context.progress.warn(
        `${plural(left.length, "letter was", "letters were")} taken by another command meanwhile: ${left.map(({ id }) => id).join(", ")}`,
      );
    }
    return { action: "purge", dryRun, letters: chosen.filter(({ id }) => gone.has(id)) };
  });
}

async function choose(
  { io }: Context,
  { cloud, localCloud }: Stack,
  words: readonly string[],
  { settled, ageMs }: { settled: boolean; ageMs: number },
): Promise<Omit<LetterView, "reason">[]> {
  const latest = io.clock.now() - ageMs;
  const isOld = ({ deadLetteredAt }: DeadLetter) => Date.parse(deadLetteredAt) <= latest;
  const letters = await withLetters(
    { cloud, isLocal: localCloud !== undefined, isEnough: areAllFound(words) },
    async (mail) => (words.length === 0 ? mail.letters.filter(isOld) : select(mail.letters, words)),
  );
  const states = await readStates(cloud, lookIn(cloud), letters);
  return letters
    .map((letter) => letterView(letter, states.get(letter.id)!, undefined))
    .filter(({ state }) => !settled || isSettled(state));
}

const rowsOf = (letters: readonly Omit<LetterView, "reason">[]): string =>
  table(
    letters.map((letter) => [letter.id, letter.state, shownTime(letter.deadLetteredAt), shownInput(letter)]),
  );

function questionAbout(letters: readonly Omit<LetterView, "reason">[]): string {
  const waiting = letters.filter(({ state }) => state === "waiting").length;
  const loss =
    waiting === 0
      ? "No forecast could come of them any more."
      : `${plural(waiting, "input")} will then get no forecast, unless uploaded again.`;
  return `This removes ${plural(letters.length, "dead letter")} for good; inputs stay. ${loss} Go on?`;
}

export function renderPurge({ letters, dryRun }: PurgeResult, { paint, symbols }: View): string {
  if (letters.length === 0) return "There is no such dead letter; nothing to remove.";
  if (dryRun)
    return [rowsOf(letters), "", `${plural(letters.length, "dead letter")} would be removed.`].join("\n");
  return `${paint.green(symbols.ok)} ${plural(letters.length, "dead letter")} removed`;
}
