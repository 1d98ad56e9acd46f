// Runs as a table: when, what, how far.
import type { RunRow } from "../../../../console/contract/runs.ts";
import { Badge, Empty, Progress } from "../../parts/bits.tsx";
import { LinkButton } from "../../parts/button.tsx";
import { Table } from "../../parts/table.tsx";
import { Ago } from "../../parts/time.tsx";
import { count, plural } from "../../parts/words.ts";
import { stateOf } from "./states.ts";
import { view } from "../../state/paths.ts";

export const RunTable = ({ runs }: { runs: readonly RunRow[] }) =>
  runs.length === 0 ? (
    <Empty icon="runs" title="No run yet.">
      <p class="dim">Each time files are sent together, that is a run.</p>
      <LinkButton href="#/forecast">Forecast a file</LinkButton>
    </Empty>
  ) : (
    <Table
      caption="Runs, the newest first"
      rows={runs}
      keyOf={({ run }) => run}
      columns={[
        {
          name: "Run",
          cell: ({ run, first, inputs }) => (
            <>
              <a href={view("runs", run)}>
                {first}
                {inputs > 1 && ` and ${plural(inputs - 1, "other")}`}
              </a>
              <div class="sub">{run}</div>
            </>
          ),
        },
        { name: "Started", cell: ({ startedAt }) => <Ago at={startedAt} />, class: "nowrap" },
        { name: "Files", isNumber: true, cell: ({ inputs }) => count(inputs) },
        { name: "State", cell: (run) => <RunState {...run} /> },
      ]}
    />
  );

function RunState({ counts, isCancelled, isSending, inputs }: Omit<RunRow, "run" | "startedAt" | "first">) {
  if (counts === undefined) {
    return isCancelled ? (
      <Badge tone="quiet">cancelled</Badge>
    ) : (
      <span class="dim">{plural(inputs, "file")}</span>
    );
  }
  const { tone, words } = stateOf(counts, { isCancelled, isSending });
  return (
    <div class="run-state">
      <Badge tone={tone}>{words}</Badge>
      {tone === "busy" && (
        <Progress name="Files done" done={counts.done + counts.failed} of={counts.inputs} />
      )}
    </div>
  );
}
