// Which view an address shows.
import type { ComponentChildren } from "preact";
import type { Overview, Session } from "../../console/contract/overview.ts";
import type { Live } from "./state/live.ts";
import type { Route } from "./state/paths.ts";
import { Empty } from "./parts/bits.tsx";
import { LinkButton } from "./parts/button.tsx";
import { Page } from "./parts/page.tsx";
import { CostView } from "./views/cost.tsx";
import { DeadLetterView } from "./views/dead-letters/dead-letter.tsx";
import { DeadLettersView } from "./views/dead-letters/dead-letters.tsx";
import { ForecastView } from "./views/forecast/forecast.tsx";
import { LogsView } from "./views/logs.tsx";
import { MetricsView } from "./views/metrics.tsx";
import { OverviewView } from "./views/overview/overview.tsx";
import { RevisionsView } from "./views/revisions.tsx";
import { LooseForecastView } from "./views/runs/loose-forecast.tsx";
import { RunView } from "./views/runs/run.tsx";
import { RunsView } from "./views/runs/runs.tsx";
import { ScheduleView } from "./views/schedules/schedule.tsx";
import { SchedulesView } from "./views/schedules/schedules.tsx";

export interface Surroundings {
  session: Session | undefined;
  overview: Live<Overview>;
}

export function viewOf(
  { steps, query }: Route,
  { session, overview }: Surroundings,
): { title: string; body: ComponentChildren } {
  const [place = "", name] = steps;
  switch (place) {
    case "":
      return { title: "Overview", body: <OverviewView session={session} overview={overview} /> };
    case "forecast":
      return { title: "Forecast", body: <ForecastView session={session} state={overview.data?.state} /> };
    case "runs":
      return name === undefined
        ? { title: "Runs", body: <RunsView /> }
        : { title: `Run ${name}`, body: <RunView key={name} run={name} query={query} /> };
    case "forecasts":
      if (name === undefined) break;
      return { title: "Forecast", body: <LooseForecastView key={name} file={name} query={query} /> };
    case "schedules":
      return name === undefined
        ? { title: "Schedules", body: <SchedulesView session={session} /> }
        : { title: `Schedule ${name}`, body: <ScheduleView key={name} name={name} /> };
    case "metrics":
      return { title: "Metrics", body: <MetricsView query={query} /> };
    case "logs":
      return { title: "Logs", body: <LogsView query={query} /> };
    case "dead-letters":
      return name === undefined
        ? { title: "Dead letters", body: <DeadLettersView /> }
        : { title: "Dead letter", body: <DeadLetterView key={name} id={name} /> };
    case "revisions":
      return { title: "Revisions", body: <RevisionsView /> };
    case "cost":
      return { title: "Cost", body: <CostView /> };
  }
  return {
    title: "Nothing here",
    body: (
      <Page title="Nothing here">
        <Empty icon="search" title="No view has this address.">
          <LinkButton href="#/">Go to the overview</LinkButton>
        </Empty>
      </Page>
    ),
  };
}
