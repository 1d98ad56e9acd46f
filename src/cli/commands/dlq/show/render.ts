// What `cloud-runner dlq show` prints.
import { replayLimit } from "../../../../library/dlq/message.ts";
import { stateSentence } from "../../../../library/dlq/listed-message.ts";
import type { ShowResult, ShownMessage } from "../../../../library/dlq/show.ts";
import type { LogEntry } from "../../../../library/logs/entry.ts";
import { entryDocument, renderEntry } from "../../../screen/log-entry.ts";
import { errorDocument } from "../../../../core/error-document.ts";
import { commandTable } from "../../../layout/command-text.ts";
import { wrap } from "../../../layout/wrap.ts";
import { facts } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";
import { shownInput, shownMoment, shownReason, shownTime } from "../message-text.ts";

export const document = ({ action, messages }: ShowResult): object => ({
  action,
  messages: messages.map(({ log, otherTroubles, check, ...message }) => ({
    ...message,
    check: check?.isFine === false ? { isFine: false, ...errorDocument(check.error) } : check,
    log: log.map(entryDocument),
    otherTroubles: otherTroubles.map(entryDocument),
  })),
});

export const render = ({ messages, now }: ShowResult, view: View): string =>
  messages.map((message) => renderOne(message, now, view)).join("\n\n");

function renderOne(message: ShownMessage, nowMs: number, view: View): string {
  const { paint } = view;
  const { id, deliveries, replays, log, otherTroubles, attributes, metadata = {}, check } = message;
  const about = [
    ["message", id],
    ["input", shownInput(message)],
    ["state", stateSentence(message)],
    ["file", check && fileSentence(check)],
    ["uploaded", shownMoment(message.uploadedAt, nowMs)],
    [replays > 0 ? "last replayed" : "published", shownMoment(message.publishedAt, nowMs)],
    ["given up", shownMoment(message.deadLetteredAt, nowMs)],
    ["kept until", message.keptUntil && `${shownTime(message.keptUntil)} UTC`],
    ["tries", `${deliveries}${replays > 0 ? `, after ${replays} of at most ${replayLimit} replays` : ""}`],
    ["reason", shownReason(message)],
    ["fix", message.reason?.fix],
  ] as const;
  const section = (title: string, text: string) => (text === "" ? [] : ["", paint.dim(title), text]);
  const pairs = (record: Readonly<Record<string, string>>) =>
    facts(Object.entries(record), view, { indent: "  " });
  return [
    facts(about, view),
    ...section("what the service logged about it", linesOf(log, view)),
    ...section("the service logged nothing about it; other errors at the time", linesOf(otherTroubles, view)),
    ...section("metadata of the input", pairs(metadata)),
    ...section("attributes of the message", pairs(attributes)),
    ...section("how to go on", commandsFor(message, view)),
  ].join("\n");
}

const fileSentence = (check: NonNullable<ShownMessage["check"]>): string =>
  check.isFine
    ? "can be forecast as it stands, so the cause lies elsewhere"
    : `cannot be forecast: ${check.error.message} ${check.error.fix ?? ""}`.trimEnd();

/** What was logged again and again is one line, as it was logged last. */
function linesOf(entries: readonly LogEntry[], view: View): string {
  const last = new Map(entries.map((entry) => [entry.message, entry]));
  const lines = [...last.values()].map((entry) => {
    const times = entries.filter(({ message }) => message === entry.message).length;
    const line = `${renderEntry(entry, { ...view, wrapsAt: Infinity })}${times > 1 ? view.paint.dim(` (${times} times)`) : ""}`;
    return wrap(`  ${line.replaceAll("\n", "\n  ")}`, view.wrapsAt, 6);
  });
  return lines.join("\n");
}

function commandsFor({ id, state, log, publishedAt }: ShownMessage, view: View): string {
  const rows: [string, string][] = [
    ...(state === "waiting"
      ? ([
          [`cloud-runner dlq replay ${id}`, "try the same input again, once the cause is fixed"],
          [`cloud-runner dlq replay ${id} --fixed FILE.csv`, "put a fixed file in its place"],
        ] as [string, string][])
      : []),
    ...(log.length === 0
      ? [["cloud-runner plan", "see whether the stack is as configured"] as [string, string]]
      : []),
    ...(log.length === 0 && publishedAt !== undefined
      ? [
          [`cloud-runner logs --since ${publishedAt} -n 1000`, "read what the service logged since then"] as [
            string,
            string,
          ],
        ]
      : []),
    [`cloud-runner dlq purge ${id}`, "remove the message; the input stays"],
  ];
  return commandTable(rows, view);
}
