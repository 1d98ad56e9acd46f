// One page: the facts, the numbers, and each resource with its state.
import type { State, StatusResult } from "../../../library/stack/status.ts";
import { shortName } from "../../../library/stack/short-name.ts";
import { table } from "../../shell/table.ts";
import type { View } from "../../shell/view.ts";

export function render(status: StatusResult, { paint, symbols }: View): string {
  const { service, resources } = status;
  const count = (value: number | undefined) => (value === undefined ? paint.dim("no sample") : String(value));
  const facts: [string, string][] = [
    ["stack", `${status.stack} on ${status.target}, project ${status.project}, ${status.region}`],
    ...(service === undefined
      ? ([["service", "not deployed; `cloud-runner up` deploys it"]] satisfies [string, string][])
      : ([
          ["service", `${service.name}, ${service.condition}`],
          ["url", service.url],
          ["revision", service.revision],
          ["traffic", service.traffic],
          ["image", service.image],
        ] satisfies [string, string][])),
    ["instances", count(status.instances)],
    ["backlog", count(status.backlog)],
    [
      "dead-letter messages",
      `${count(status.deadLetters)}${(status.deadLetters ?? 0) > 0 ? "; `cloud-runner dlq list` shows why" : ""}`,
    ],
  ];
  const marks: Record<State, string> = {
    ok: paint.green(symbols.ok),
    missing: paint.red(symbols.failed),
    differs: paint.yellow(symbols.warning),
    foreign: paint.red(symbols.warning),
  };
  const rows = resources.map(({ kind, name, state }) => [
    marks[state],
    kind,
    state === "ok" ? shortName(name) : `${shortName(name)} (${state})`,
  ]);
  const isDrifted = resources.some(({ state }) => state !== "ok");
  return [
    table(facts.map(([key, value]) => [paint.dim(key), value])),
    "",
    table(rows),
    ...(isDrifted ? ["", "`cloud-runner plan` shows what differs; `cloud-runner up` puts it right."] : []),
  ].join("\n");
}
