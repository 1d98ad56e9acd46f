// All runs, and forecasts that others have asked for.
import type { LooseOutputs, RunList } from "../../../../console/contract/runs.ts";
import { useState } from "preact/hooks";
import { useLive } from "../../state/live.ts";
import { Badge, Card } from "../../parts/bits.tsx";
import { Button, LinkButton } from "../../parts/button.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { Ago } from "../../parts/time.tsx";
import { bytes, count, plural } from "../../parts/words.ts";
import { RunTable } from "./run-table.tsx";
import { view } from "../../state/paths.ts";

const mostRuns = 100;

export function RunsView() {
  const [limit, setLimit] = useState(20);
  const runs = useLive<RunList>(`api/runs?limit=${limit}`, 5000);
  return (
    <Page
      title="Runs"
      about={
        <span class="dim">
          Files that were sent together, by this console or by <code>predict</code>.
        </span>
      }
      actions={
        <LinkButton href="#/forecast" icon="upload" kind="main">
          Forecast files
        </LinkButton>
      }
    >
      <Card>
        <Loaded from={runs} what="Reading the runs">
          {(list) => (
            <>
              <RunTable runs={list.runs} />
              {list.others > 0 &&
                (limit < mostRuns ? (
                  <Button onPress={() => setLimit(mostRuns)}>
                    Show older ones ({count(list.others)} more)
                  </Button>
                ) : (
                  <p class="dim">
                    {plural(list.others, "older run")}: <code>cloud-runner runs list --all</code>
                  </p>
                ))}
            </>
          )}
        </Loaded>
      </Card>
      <Others />
    </Page>
  );
}

function Others() {
  const outputs = useLive<LooseOutputs>("api/outputs?limit=50", 20_000);
  const { data } = outputs;
  if (data !== undefined && data.outputs.length === 0) return null;
  return (
    <Card title="Forecasts without a run" side={<span class="dim">of schedules and other clients</span>}>
      <Loaded from={outputs} what="Reading the output bucket">
        {({ outputs: rows, mayBeMore }) => (
          <>
            <Table
              caption="Forecasts without a run, the newest first"
              rows={rows}
              keyOf={({ object }) => object}
              columns={[
                {
                  name: "Object",
                  cell: ({ file, object }) => <a href={view("forecasts", file)}>{object}</a>,
                },
                {
                  name: "Kind",
                  cell: ({ kind }) => (
                    <Badge tone={kind === "result" ? "good" : "bad"}>
                      {kind === "result" ? "forecast" : "report of a failure"}
                    </Badge>
                  ),
                },
                { name: "Model", cell: ({ model }) => model ?? <span class="faint">–</span> },
                {
                  name: "Rows",
                  isNumber: true,
                  cell: ({ rows: number }) => (number === undefined ? "" : count(number)),
                },
                { name: "Size", isNumber: true, cell: ({ bytes: size }) => bytes(size) },
                { name: "Written", cell: ({ updatedAt }) => <Ago at={updatedAt} />, class: "nowrap" },
              ]}
            />
            {mayBeMore && <p class="dim">There are more than these.</p>}
          </>
        )}
      </Loaded>
    </Card>
  );
}
