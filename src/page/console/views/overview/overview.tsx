// The first view: what is up, what it does right now, what it costs, and what to do next.
import type { Cost, Overview, Resources, Session } from "../../../../console/contract/overview.ts";
import type { RunList } from "../../../../console/contract/runs.ts";
import { useState } from "preact/hooks";
import { useLive, type Live } from "../../state/live.ts";
import { Badge, Card, Figure } from "../../parts/bits.tsx";
import type { Tone } from "../../parts/tone.ts";
import { Command } from "../../parts/command.tsx";
import { DropZone } from "../../parts/drop-zone.tsx";
import { FaultBox, WithCode } from "../../parts/fault.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { Ago } from "../../parts/time.tsx";
import { count, dollars, duration } from "../../parts/words.ts";
import { RunTable } from "../runs/run-table.tsx";
import { Drawing } from "./drawing.tsx";

const states: Record<Overview["state"], { tone: Tone; words: string }> = {
  up: { tone: "good", words: "up" },
  half: { tone: "warn", words: "partly up" },
  down: { tone: "quiet", words: "not up" },
  stopped: { tone: "quiet", words: "stopped" },
  unknown: { tone: "bad", words: "not known" },
};

export function OverviewView({
  session,
  overview,
}: {
  session: Session | undefined;
  overview: Live<Overview>;
}) {
  return (
    <Page
      title={session?.stack ?? "Overview"}
      about={
        overview.data === undefined ? undefined : (
          <>
            <Badge tone={states[overview.data.state].tone}>{states[overview.data.state].words}</Badge>{" "}
            <span class="dim">
              read <Ago at={overview.data.at} />
            </span>
          </>
        )
      }
    >
      <Loaded from={overview} what="Reading what is up">
        {(data) => <Inside overview={data} isLocal={session?.target === "local"} />}
      </Loaded>
    </Page>
  );
}

function Inside({ overview, isLocal }: { overview: Overview; isLocal: boolean }) {
  const { state, next, trouble, deadLetters, backlog, oldestMessageMs, instances, service } = overview;
  const isThere = state === "up" || state === "half";
  return (
    <>
      {trouble !== undefined && <FaultBox fault={trouble} isQuiet />}
      {next !== undefined && (
        <section class="next">
          <p>
            <WithCode text={next.text} />
          </p>
          {next.commands.map((command) => (
            <Command key={command}>{command}</Command>
          ))}
        </section>
      )}
      {isThere && (
        <dl class="figures">
          <Figure
            name="Backlog"
            value={backlog === undefined ? undefined : count(backlog)}
            help={
              oldestMessageMs !== undefined && backlog !== 0
                ? `oldest ${duration(oldestMessageMs)}`
                : backlog === 0
                  ? "nothing waits"
                  : "files that wait"
            }
            {...(oldestMessageMs !== undefined && oldestMessageMs > 600_000 && { tone: "warn" as const })}
            href="#/metrics"
          />
          <Figure
            name="Instances"
            value={instances === undefined ? undefined : count(instances)}
            help={service === undefined ? "no service" : `${count(service.maxInstances)} at most`}
            href="#/metrics"
          />
          <Figure
            name="Dead letters"
            value={deadLetters === undefined ? undefined : count(deadLetters)}
            help={
              deadLetters === undefined
                ? "not known"
                : deadLetters === 0
                  ? "nothing was given up"
                  : "given up"
            }
            {...((deadLetters ?? 0) > 0 && { tone: "bad" as const })}
            href="#/dead-letters"
          />
          <Figure
            name="Schedules"
            value={overview.schedules === undefined ? undefined : count(overview.schedules.length)}
            help={scheduleHelp(overview)}
            href="#/schedules"
          />
          <CostFigure isLocal={isLocal} />
        </dl>
      )}
      <Card title="How a file becomes a forecast">
        <Drawing overview={overview} />
      </Card>
      <DropZone />
      {isThere && <NewestRuns />}
      {isThere && <ResourcesCard />}
    </>
  );
}

function scheduleHelp({ schedules = [] }: Overview): string {
  const failed = schedules.filter(({ lastFailure }) => lastFailure !== undefined).length;
  if (failed > 0) return `${count(failed)} failed last time`;
  const paused = schedules.filter(({ state }) => state !== "on").length;
  if (schedules.length === 0) return "none";
  return paused === 0 ? "all on" : `${count(paused)} not on`;
}

function CostFigure({ isLocal }: { isLocal: boolean }) {
  const cost = useLive<Cost>("api/cost");
  const { data } = cost;
  if (data === undefined) return <Figure name="Cost at rest" value={undefined} href="#/cost" />;
  return (
    <Figure
      name={isLocal ? "Would cost at rest" : "Cost at rest"}
      value={dollars(data.atRest.usd)}
      unit="a month"
      help={`${data.perThousandForecasts.text} for 1,000 forecasts`}
      href="#/cost"
    />
  );
}

function NewestRuns() {
  const runs = useLive<RunList>("api/runs?limit=5", 5000);
  return (
    <Card title="Newest runs" side={<a href="#/runs">All runs</a>}>
      <Loaded from={runs} what="Reading the runs">
        {(list) => <RunTable runs={list.runs} />}
      </Loaded>
    </Card>
  );
}

const resourceTones: Record<Resources["resources"][number]["state"], Tone> = {
  ok: "good",
  missing: "bad",
  differs: "warn",
  foreign: "warn",
};

function ResourcesCard() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Card title="Resources">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>Compare what is there with the configuration</summary>
        {isOpen && <ResourceList />}
      </details>
    </Card>
  );
}

function ResourceList() {
  const resources = useLive<Resources>("api/resources");
  return (
    <Loaded from={resources} what="Reading each resource">
      {({ resources: rows }) => (
        <Table
          caption="Resources"
          rows={rows}
          keyOf={({ kind, name }) => `${kind} ${name}`}
          columns={[
            { name: "Name", cell: ({ shortName, name }) => <span title={name}>{shortName}</span> },
            { name: "Kind", cell: ({ kind }) => <code>{kind}</code> },
            { name: "State", cell: ({ state }) => <Badge tone={resourceTones[state]}>{state}</Badge> },
          ]}
        />
      )}
    </Loaded>
  );
}
