// `status`: one page about what is deployed, what it does right now, and whether it is as configured.
import { plan } from "../../provision/engine/plan.ts";
import type { Row } from "../../provision/engine/plan.ts";
import { stackFor } from "../../provision/stack.ts";
import type { Context } from "../../cli/shell/context.ts";
import { table } from "../../cli/shell/table.ts";
import type { View } from "../../cli/shell/view.ts";
import { readGauges } from "./gauges.ts";
import type { Gauges } from "./gauges.ts";
import { localImage } from "./image.ts";
import { shortName } from "./short-name.ts";
import { withStack } from "./with-stack.ts";

type State = "ok" | "missing" | "differs" | "foreign";

interface Service {
  name: string;
  url: string;
  revision: string;
  traffic: string;
  condition: string;
  image: string;
}

export interface StatusResult extends Gauges {
  stack: string;
  target: "local" | "gcp";
  project: string;
  region: string;
  /** Undefined when it is not deployed. */
  service: Service | undefined;
  resources: { kind: string; name: string; state: State }[];
}

const states: Record<Row["action"], State> = {
  noop: "ok",
  create: "missing",
  update: "differs",
  replace: "differs",
  delete: "differs",
  refuse: "foreign",
};

/** What the provisioning read of the service, as far as it is shown. */
interface LiveService {
  uri: string;
  latestReadyRevision: string;
  traffic: string;
  condition: string;
  image: string;
}

export async function runStatus(context: Context): Promise<StatusResult> {
  return withStack(context, async ({ cloud, settings }) => {
    const { config, names } = settings;
    const image = config.target === "local" ? localImage(names, context.io.packageFolder) : undefined;
    const reading = context.progress.start("Reading what is there");
    const [{ rows, lives }, gauges] = await Promise.all([
      plan(cloud, stackFor(config, names, image)),
      readGauges(cloud),
    ]).finally(() => reading.stop());
    const live = lives.get("service") as LiveService | undefined;
    return {
      stack: names.stack,
      target: config.target,
      project: names.project,
      region: names.region,
      service: live && {
        name: names.service,
        url: live.uri,
        revision: live.latestReadyRevision,
        traffic: live.traffic,
        condition: live.condition,
        image: live.image,
      },
      ...gauges,
      resources: rows.map(({ kind, name, action }) => ({ kind, name, state: states[action] })),
    };
  });
}

export function renderStatus(status: StatusResult, { paint, symbols }: View): string {
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
      "dead letters",
      `${count(status.deadLetters)}${(status.deadLetters ?? 0) > 0 ? "; `cloud-runner dlq list` tells why" : ""}`,
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
    ...(isDrifted ? ["", "`cloud-runner plan` shows what differs; `cloud-runner up` mends it."] : []),
  ].join("\n");
}
