// One page: the facts, the numbers, and each resource with its state.
import type { State, StatusResult } from "../../../library/stack/status.ts";
import type { WatchedStatus } from "../../../library/stack/watch-status.ts";
import { plural } from "../../../core/duration.ts";
import { shortName } from "../../../library/stack/short-name.ts";
import type { GlobalFlags } from "../../shell/context.ts";
import { facts, table } from "../../shell/table.ts";
import type { View } from "../../shell/view.ts";
import { renderWatched } from "./watch.ts";
import { lastOf, nextOf } from "../schedule/schedule-text.ts";

const notDeployed = "not deployed; `cloud-runner up` deploys it";

/** More than these would push the rest off the page. */
const mostShown = 5;

function executionRows(executions: StatusResult["executions"] = []): [string, string][] {
  const shown = executions
    .slice(0, mostShown)
    .map(({ name, tasks, succeeded, failed, since, series }, index): [string, string] => [
      index === 0 ? "under way" : "",
      `${name}, ${succeeded} of ${plural(tasks, "task")} done${failed > 0 ? `, ${failed} failed` : ""}${series ? `, ${series.done} of ${series.series} series done` : ""}, since ${timeOf(since)}`,
    ]);
  const more = executions.length - shown.length;
  return more > 0 ? [...shown, ["", `and ${plural(more, "more execution")}`]] : shown;
}

function scheduleRows(schedules: StatusResult["schedules"] = [], view: View): [string, string][] {
  const shown = schedules
    .slice(0, mostShown)
    .map((each, index): [string, string] => [
      index === 0 ? "schedules" : "",
      `${each.name}, next ${nextOf(each)}, last ${lastOf(each, view)}`,
    ]);
  const more = schedules.length - shown.length;
  return more > 0 ? [...shown, ["", `and ${more} more: \`cloud-runner schedule list\``]] : shown;
}

function resourcesSentence(resources: StatusResult["resources"]): string {
  const fine = resources.filter(({ state }) => state === "ok").length;
  const all = resources.length;
  return fine === all
    ? `all ${all} as configured; \`cloud-runner status -v\` lists them`
    : `${fine} of ${all} as configured`;
}

const timeOf = (iso: string): string => iso.replace("T", " ").replace(/\.\d+Z$/, " UTC");

/** What is as configured is one line, unless all is asked for: the rest would push the facts off the page. */
export function render(
  status: StatusResult | WatchedStatus,
  view: View,
  { flags: { verbose } }: { flags: Pick<GlobalFlags, "verbose"> } = { flags: { verbose: false } },
): string {
  if ("changes" in status) return `${renderWatched(status, view)}\n\n`;
  const { paint, symbols } = view;
  const { service, resources } = status;
  const count = (value: number | undefined) => (value === undefined ? paint.dim("no sample") : String(value));
  const why = (status.deadLetters ?? 0) > 0 ? "; `cloud-runner dlq list` shows why" : "";
  const about = [
    ["stack", `${status.stack} on ${status.target}, project ${status.project}, ${status.region}`],
    ["service", service ? `${service.name}, ${service.condition}` : notDeployed],
    ["url", service?.url],
    ["revision", service?.revision],
    ["traffic", service?.traffic],
    ["image", service?.image],
    ["instances", count(status.instances)],
    ["backlog", count(status.backlog)],
    ["dead-letter messages", `${count(status.deadLetters)}${why}`],
    ...executionRows(status.executions),
    ...scheduleRows(status.schedules, view),
    ["resources", resources.length > 0 ? resourcesSentence(resources) : undefined],
  ] as const;
  const marks: Record<State, string> = {
    ok: paint.green(symbols.ok),
    missing: paint.red(symbols.failed),
    differs: paint.yellow(symbols.warning),
    foreign: paint.red(symbols.warning),
  };
  const shown = verbose ? resources : resources.filter(({ state }) => state !== "ok");
  const rows = shown.map(({ kind, name, state }) => [
    marks[state],
    kind,
    state === "ok" ? shortName(name) : `${shortName(name)} (${state})`,
  ]);
  const isDrifted = resources.some(({ state }) => state !== "ok");
  return [
    facts(about, view),
    ...(rows.length === 0 ? [] : ["", table(rows, view)]),
    ...(isDrifted ? ["", "`cloud-runner plan` shows what differs; `cloud-runner up` puts it right."] : []),
  ].join("\n");
}
