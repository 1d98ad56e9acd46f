// One look of `status --watch`: what it is doing now, and which way that goes. It fits a small screen.
import { formatDuration, plural } from "../../../core/duration.ts";
import { shortName } from "../../../library/stack/short-name.ts";
import type { StatusChange, WatchedStatus } from "../../../library/stack/watch-status.ts";
import { wrap } from "../../layout/wrap.ts";
import { facts } from "../../shell/table.ts";
import type { View } from "../../shell/view.ts";

/** More would push the rest off the screen. */
const mostShown = 3;

/** @param everyMs said where somebody sees it */
export function renderWatched(status: WatchedStatus, view: View, everyMs?: number): string {
  const { paint, symbols } = view;
  const { service, resources, executions = [], schedules = [], changes, at, trouble } = status;
  const change = (what: string) => changes.find((each) => each.what === what);
  const number = (what: "instances" | "backlog" | "deadLetters") => {
    const value = status[what];
    return `${value ?? "no sample"}${changeText(change(what), view)}`;
  };
  const word = (what: "revision" | "traffic" | "condition", value: string | undefined) => {
    const from = change(what)?.from;
    return value === undefined
      ? undefined
      : `${value}${typeof from === "string" ? paint.yellow(`, was ${from}`) : ""}`;
  };
  const off = resources.filter(({ state }) => state !== "ok");
  const rows: [string, string | undefined][] = [
    ["service", service ? `${service.name}, ${word("condition", service.condition)}` : "not deployed"],
    ["revision", word("revision", service?.revision)],
    ["traffic", word("traffic", service?.traffic)],
    ["instances", number("instances")],
    ["backlog", number("backlog")],
    ["dead-letter messages", number("deadLetters")],
    ...some(executions, "under way", ({ name, succeeded, tasks, series }) => {
      const ofSeries = series ? `, ${series.done} of ${series.series} series` : "";
      return `${name}, ${succeeded} of ${plural(tasks, "task")}${ofSeries}`;
    }),
    ...some(
      schedules,
      "schedules",
      ({ name, nextRun, state }) => `${name}, ${state === "on" ? `next ${clockOf(nextRun)}` : state}`,
    ),
    ["resources", `${resources.length - off.length} of ${resources.length} as configured`],
    ...some(off, "", ({ name, state }) => paint.red(`${shortName(name)} ${state}`)),
  ];
  const every =
    everyMs === undefined ? "" : `, every ${formatDuration(everyMs).replace(".0", "")}; Ctrl-C ends`;
  return [
    wrap(
      `${paint.bold(`${status.stack} on ${status.target}`)}${paint.dim(`, ${at.slice(11, 19)} UTC${every}`)}`,
      view.wrapsAt,
    ),
    facts(rows, view),
    ...(trouble === undefined
      ? []
      : [wrap(`${paint.yellow(symbols.warning)} ${trouble} Trying again.`, view.wrapsAt)]),
  ].join("\n");
}

function some<T>(all: readonly T[], title: string, text: (each: T) => string): [string, string][] {
  const shown = all
    .slice(0, mostShown)
    .map((each, index): [string, string] => [index === 0 ? title : "", text(each)]);
  const more = all.length - shown.length;
  return more > 0 ? [...shown, ["", `and ${more} more`]] : shown;
}

const clockOf = (iso: string | undefined): string =>
  iso === undefined ? "unknown" : `${iso.slice(0, 16).replace("T", " ")} UTC`;

/** ` ↓ 12 (3.5/s)` */
function changeText(change: StatusChange | undefined, { paint, unicode }: View): string {
  if (change === undefined || typeof change.from !== "number" || typeof change.to !== "number") return "";
  const by = change.to - change.from;
  const [rise, fall] = unicode ? ["↑", "↓"] : ["+", "-"];
  const rate =
    change.perSecond === undefined ? "" : ` (${Number(Math.abs(change.perSecond).toPrecision(2))}/s)`;
  return paint.yellow(` ${by > 0 ? rise : fall} ${Math.abs(by)}${rate}`);
}
