// All schedules: when each is due, and what became of it last.
import type { Schedule } from "../../../../console/contract/schedules.ts";
import type { Session } from "../../../../console/contract/overview.ts";
import { useState } from "preact/hooks";
import { useLive } from "../../state/live.ts";
import { Badge, Card, Empty } from "../../parts/bits.tsx";
import type { Tone } from "../../parts/tone.ts";
import { Button } from "../../parts/button.tsx";
import { Command } from "../../parts/command.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { Ago } from "../../parts/time.tsx";
import { AddSchedule } from "./add-schedule.tsx";
import { view } from "../../state/paths.ts";

export const stateTones: Record<Schedule["state"], Tone> = { on: "good", paused: "quiet", off: "bad" };

export function SchedulesView({ session }: { session: Session | undefined }) {
  const list = useLive<{ schedules: Schedule[] }>("api/schedules", 15_000);
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title="Schedules"
      about={<span class="dim">The same files, forecast again at their times.</span>}
      actions={
        <Button kind="main" icon="schedules" onPress={() => setAdding(true)}>
          Add a schedule
        </Button>
      }
    >
      {isAdding && (
        <AddSchedule
          session={session}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            list.refresh();
          }}
        />
      )}
      <Card>
        <Loaded from={list} what="Reading the schedules">
          {({ schedules }) =>
            schedules.length === 0 ? (
              <Empty icon="schedules" title="No schedule yet.">
                <p class="dim">The same on the command line:</p>
                <Command>{'cloud-runner schedule add nightly --cron "0 5 * * 1-5" data.csv'}</Command>
              </Empty>
            ) : (
              <Table
                caption="Schedules"
                rows={schedules}
                keyOf={({ name }) => name}
                columns={[
                  {
                    name: "Name",
                    cell: ({ name, inputs }) => (
                      <>
                        <a href={view("schedules", name)}>{name}</a>
                        <div class="sub">{inputs.join(", ")}</div>
                      </>
                    ),
                  },
                  {
                    name: "Times",
                    cell: ({ cron, timezone }) => (
                      <>
                        <code>{cron}</code> <span class="dim">{timezone}</span>
                      </>
                    ),
                  },
                  { name: "State", cell: ({ state }) => <Badge tone={stateTones[state]}>{state}</Badge> },
                  {
                    name: "Next",
                    cell: ({ nextRun }) => (nextRun === undefined ? "–" : <Ago at={nextRun} />),
                    class: "nowrap",
                  },
                  {
                    name: "Last",
                    cell: ({ lastRun, lastFailure }) => (
                      <>
                        {lastRun === undefined ? "never" : <Ago at={lastRun} />}{" "}
                        {lastFailure !== undefined && (
                          <span title={lastFailure}>
                            <Badge tone="bad">failed</Badge>
                          </span>
                        )}
                      </>
                    ),
                    class: "nowrap",
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}
