// `dlq show`: everything about one letter, and how to go on.
import { isManifestName } from "../../core/contract.ts";
import type { Context } from "../../cli/shell/context.ts";
import { errorDocument } from "../../cli/shell/render-error.ts";
import type { ErrorDocument } from "../../cli/shell/render-error.ts";
import { entryDocument, renderEntry } from "../logs/entry.ts";
import type { LogEntry } from "../logs/entry.ts";
import { withStack } from "../stack/with-stack.ts";
import { table } from "../../cli/shell/table.ts";
import type { View } from "../../cli/shell/view.ts";
import { downloadInput, problemWith } from "./check-input.ts";
import { lookIn, readStates } from "./input-state.ts";
import { replayLimit } from "./message.ts";
import {
  letterView,
  shownInput,
  shownMoment,
  shownReason,
  stateSentence,
} from "../../cli/commands/dlq/message-view.ts";
import type { LetterView } from "../../cli/commands/dlq/message-view.ts";
import { withLetters } from "./mailbox.ts";
import { complaintsAbout, reasonAmong, troublesDuring } from "./reason.ts";
import { areAllFound, select } from "./select.ts";

export interface ShownLetter extends LetterView {
  attributes: Readonly<Record<string, string>>;
  /** Parameters and other metadata of the input, as long as it is there. */
  metadata: Readonly<Record<string, string>> | undefined;
  /** Whether the input as it stands can be forecast at all; absent when it is not there. */
  check: { isFine: true } | ({ isFine: false } & ErrorDocument) | undefined;
  /** The service's complaints about this input, the oldest first. */
  log: LogEntry[];
  /** When there are none: what else went wrong in the service at the time. */
  otherTroubles: LogEntry[];
}

export interface ShowResult {
  action: "show";
  letters: ShownLetter[];
  /** Milliseconds since the epoch. */
  now: number;
}

const mostLines = 10;

export const runShow = (context: Context, words: readonly string[]): Promise<ShowResult> =>
  withStack(context, async ({ cloud, clients, settings: { names, config }, localCloud }) => {
    const reading = context.progress.start("Reading the dead letter");
    try {
      const chosen = await withLetters(
        { cloud, isLocal: localCloud !== undefined, isEnough: areAllFound(words) },
        async ({ letters }) => select(letters, words),
      );
      const states = await readStates(cloud, lookIn(cloud), chosen);
      const letters: ShownLetter[] = [];
      for (const letter of chosen) {
        const state = states.get(letter.id)!;
        const log =
          letter.input === undefined ? [] : await complaintsAbout(clients, names, [letter], mostLines);
        const otherTroubles = log.length > 0 ? [] : await troublesDuring(clients, names, letter);
        // A manifest is judged by the container alone.
        const isSeries = !isManifestName(letter.input?.name ?? "");
        const problem =
          state.kind === "waiting" && isSeries
            ? problemWith({
                label: letter.input!.name,
                content: await downloadInput(cloud, letter.input!),
                metadata: state.metadata,
                defaults: config.forecast,
              })
            : undefined;
        letters.push({
          ...letterView(letter, state, reasonAmong(log)),
          attributes: letter.attributes,
          metadata: state.kind === "waiting" ? state.metadata : undefined,
          check:
            state.kind !== "waiting" || !isSeries
              ? undefined
              : problem === undefined
                ? { isFine: true }
                : { isFine: false, ...errorDocument(problem) },
          log: log.toReversed(),
          otherTroubles: otherTroubles.toReversed(),
        });
      }
      return { action: "show", letters, now: context.io.clock.now() };
    } finally {
      reading.stop();
    }
  });

export const showDocument = ({ letters }: ShowResult): object => ({
  letters: letters.map(({ log, otherTroubles, ...letter }) => ({
    ...letter,
    log: log.map(entryDocument),
    otherTroubles: otherTroubles.map(entryDocument),
  })),
});

export const renderShow = ({ letters, now }: ShowResult, view: View): string =>
  letters.map((letter) => renderOne(letter, now, view)).join("\n\n");

function renderOne(letter: ShownLetter, nowMs: number, view: View): string {
  const { paint } = view;
  const { id, deliveries, replays, log, otherTroubles, attributes, metadata, check } = letter;
  const facts: [string, string][] = [
    ["dead letter", id],
    ["input", shownInput(letter)],
    ["state", stateSentence(letter)],
    ...(check === undefined ? [] : ([["file", fileSentence(check)]] satisfies [string, string][])),
    ["uploaded", shownMoment(letter.uploadedAt, nowMs)],
    [replays > 0 ? "last replayed" : "published", shownMoment(letter.publishedAt, nowMs)],
    ["given up", shownMoment(letter.deadLetteredAt, nowMs)],
    ["tries", `${deliveries}${replays > 0 ? `, after ${replays} of at most ${replayLimit} replays` : ""}`],
    ["reason", shownReason(letter)],
    ...(letter.reason?.fix === undefined ? [] : ([["fix", letter.reason.fix]] satisfies [string, string][])),
  ];
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", paint.dim(title), ...lines.map((line) => `  ${line}`)];
  const pairs = (record: Readonly<Record<string, string>>) =>
    table(Object.entries(record).map(([key, value]) => [paint.dim(key), value])).split("\n");
  const own = { ...metadata };
  return [
    table(facts.map(([key, value]) => [paint.dim(key), value])),
    ...section("what the service said of it", linesOf(log, view)),
    ...section(
      "the service said nothing of it; what else went wrong at the time",
      linesOf(otherTroubles, view),
    ),
    ...section("metadata of the input", Object.keys(own).length === 0 ? [] : pairs(own)),
    ...section("attributes of the message", pairs(attributes)),
    ...section("how to go on", commandsFor(letter)),
  ].join("\n");
}

const fileSentence = (check: NonNullable<ShownLetter["check"]>): string =>
  check.isFine
    ? "can be forecast as it stands, so the cause lies elsewhere"
    : `cannot be forecast: ${check.message} ${check.fix ?? ""}`.trimEnd();

/** What is said again and again stands there once, as it was last said. */
function linesOf(entries: readonly LogEntry[], view: View): string[] {
  const last = new Map(entries.map((entry) => [entry.message, entry]));
  return [...last.values()].map((entry) => {
    const times = entries.filter(({ message }) => message === entry.message).length;
    return `${renderEntry(entry, view)}${times > 1 ? view.paint.dim(` (${times} times)`) : ""}`;
  });
}

function commandsFor({ id, state, log, publishedAt }: ShownLetter): string[] {
  const rows = [
    ...(state === "waiting"
      ? [
          [`cloud-runner dlq replay ${id}`, "try the same input again, once the cause is mended"],
          [`cloud-runner dlq replay ${id} --fixed FILE.csv`, "put a mended file in its place"],
        ]
      : []),
    ...(log.length === 0 ? [["cloud-runner plan", "see whether the stack is as configured"]] : []),
    ...(log.length === 0 && publishedAt !== undefined
      ? [[`cloud-runner logs --since ${publishedAt} -n 1000`, "read what the service said since then"]]
      : []),
    [`cloud-runner dlq purge ${id}`, "remove the letter; the input stays"],
  ];
  return table(rows).split("\n");
}
