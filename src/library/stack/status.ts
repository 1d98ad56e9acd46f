// `status`: one page about what is deployed, what it does right now, and whether it is as configured.
import { hasJob } from "../../core/config.ts";
import { plan, type Row } from "../../provision/engine/plan.ts";
import { nodeOf } from "../../provision/engine/node.ts";
import { runService } from "../../provision/resources/run/run-service.ts";
import { stackFor } from "../../provision/stack.ts";
import { during } from "../progress.ts";
import type { Schedule } from "../schedules/schedule-summary.ts";
import { readSchedules } from "../schedules/schedule.ts";
import type { Session } from "../session.ts";
import { readExecutions, type RunningExecution } from "./executions.ts";
import { readGauges, type Gauges } from "./gauges.ts";
import { expectedImage } from "./image.ts";
import { withStack } from "./with-stack.ts";

export type State = "ok" | "missing" | "differs" | "foreign";

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
  /** Executions of the job that are under way; undefined when there is no job, or Cloud Run does not say. */
  executions: RunningExecution[] | undefined;
  /** By name; undefined when Cloud Scheduler does not say. */
  schedules: Schedule[] | undefined;
  resources: { kind: string; name: string; state: State }[];
}

const stateByAction: Record<Row["action"], State> = {
  noop: "ok",
  create: "missing",
  update: "differs",
  replace: "differs",
  delete: "differs",
  refuse: "foreign",
};

/** @throws PreconditionError when nothing is up */
export async function status(session: Session): Promise<StatusResult> {
  return withStack(session, async ({ cloud, settings }) => {
    const { config, names } = settings;
    const image = expectedImage(settings, session.machine.packageFolder);
    const nodes = stackFor(config, names, image);
    const read = () =>
      Promise.all([
        plan(cloud, nodes),
        readGauges(cloud),
        hasJob(config) ? readExecutions(cloud) : undefined,
        readSchedules(cloud),
      ]);
    const [{ rows, observed }, gauges, executions, schedules] = await during(
      session.progress,
      "Reading what is there",
      read,
    );
    const live = observed.of(nodeOf(nodes, runService));
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
      executions,
      schedules,
      resources: rows.map(({ kind, name, action }) => ({ kind, name, state: stateByAction[action] })),
    };
  });
}
