// One schedule: its last ticks with their forecasts, and what can be done with it.
import type { RanSchedule, Schedule, ScheduleDetails, Tick } from "../../../../console/contract/schedules.ts";
import { note } from "../../state/announce.ts";
import { ask } from "../../state/api.ts";
import { askAgreed } from "../../state/agree.ts";
import { useLive } from "../../state/live.ts";
import { goTo } from "../../state/router.ts";
import { Badge, Card, Empty } from "../../parts/bits.tsx";
import { Button } from "../../parts/button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Ago, Moment } from "../../parts/time.tsx";
import { plural } from "../../parts/words.ts";
import { stateTones } from "./schedules.tsx";
import { api, view } from "../../state/paths.ts";

export function ScheduleView({ name }: { name: string }) {
  const path = api("schedules", name);
  const details = useLive<ScheduleDetails>(path, 10_000);
  const isPaused = details.data?.state !== "on";
  const change = async (what: "pause" | "resume") => {
    await ask<{ schedule: Schedule }>(`${path}/${what}`, { method: "POST" });
    note("good", what === "pause" ? `${name} is paused.` : `${name} goes on.`);
    details.refresh();
  };
  const runNow = async () => {
    const { tick } = await ask<RanSchedule>(`${path}/run`, { method: "POST" });
    note("good", `${name} runs: ${tick.object}`);
    details.refresh();
  };
  const remove = async () => {
    const removed = await askAgreed<{ schedule: Schedule }>("Remove this schedule", `${path}/remove`);
    if (removed === undefined) return;
    note("good", `${name} is removed.`);
    goTo("schedules");
  };
  return (
    <Page
      title={name}
      above={{ name: "Schedules", href: "#/schedules" }}
      about={details.data && <Badge tone={stateTones[details.data.state]}>{details.data.state}</Badge>}
      actions={
        details.data && (
          <>
            <Button kind="main" icon="play" onPress={runNow}>
              Run now
            </Button>
            {isPaused ? (
              <Button icon="play" onPress={() => change("resume")}>
                Resume
              </Button>
            ) : (
              <Button icon="pause" onPress={() => change("pause")}>
                Pause
              </Button>
            )}
            <Button icon="trash" onPress={remove}>
              Remove
            </Button>
          </>
        )
      }
    >
      <Loaded from={details} what="Reading the schedule">
        {(schedule) => (
          <>
            <Card class="roomy">
              <Facts
                facts={[
                  [
                    "Times",
                    <>
                      <code>{schedule.cron}</code> in {schedule.timezone}
                    </>,
                  ],
                  [
                    "Next",
                    schedule.nextRun === undefined ? (
                      "none while it is not on"
                    ) : (
                      <Due at={schedule.nextRun} />
                    ),
                  ],
                  ["Forecasts", schedule.inputs.join(", ")],
                  ["Written to", schedule.output],
                ]}
              />
              {schedule.lastFailure !== undefined && (
                <p class="remarks">
                  <Badge tone="bad">last run failed</Badge> {schedule.lastFailure}
                </p>
              )}
            </Card>
            <Card title="Last ticks">
              {schedule.ticks.length === 0 ? (
                <Empty icon="schedules" title="It has not run yet." />
              ) : (
                <ul class="ticks">
                  {schedule.ticks.map((tick) => (
                    <TickRow key={tick.object} tick={tick} />
                  ))}
                </ul>
              )}
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const Due = ({ at }: { at: string }) => (
  <>
    <Ago at={at} />, <Moment at={at} />
  </>
);

const TickRow = ({ tick: { time, answer } }: { tick: Tick }) => (
  <li>
    <div class="tick-head">
      <Moment at={time} />
      {answer === undefined ? (
        <Badge tone="busy">forecasting</Badge>
      ) : answer.failed > 0 ? (
        <Badge tone="bad">
          {answer.succeeded} made, {answer.failed} failed
        </Badge>
      ) : (
        <Badge tone="good">{plural(answer.succeeded, "forecast")}</Badge>
      )}
    </div>
    {answer?.firstFailure !== undefined && <p class="warn-text">{answer.firstFailure}</p>}
    {answer !== undefined && answer.forecasts.length > 0 && (
      <ul class="links">
        {answer.forecasts.map(({ file, input, output }) => (
          <li key={file}>
            <a href={view("forecasts", file)} title={output}>
              {input}
            </a>
          </li>
        ))}
      </ul>
    )}
  </li>
);
