// The forecast of one file: its series, its chart, its parts to download, and another try with other parameters.
import type { ForecastSummary } from "../../../../console/contract/forecasts.ts";
import type { RunFile } from "../../../../console/contract/runs.ts";
import { useState } from "preact/hooks";
import { useLive } from "../../state/live.ts";
import { Badge, Card, Empty, Waiting } from "../../parts/bits.tsx";
import { Button } from "../../parts/button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { Loaded } from "../../parts/page.tsx";
import { count, duration, plural } from "../../parts/words.ts";
import { AgainDialog } from "./again.tsx";
import { Downloads } from "./downloads.tsx";
import { Series } from "./series.tsx";
import { stateOfFile } from "./states.ts";
import { api } from "../../state/paths.ts";

/** @param again parameters to start from when it is forecast anew */
export function ForecastOf({
  file,
  query,
  again,
}: {
  file: RunFile;
  query: Readonly<Record<string, string>>;
  again: Readonly<Record<string, string>>;
}) {
  const isAnswered = file.state === "done" || file.state === "failed";
  const path = api("forecasts", file.file);
  const summary = useLive<ForecastSummary>(isAnswered ? path : undefined);
  if (!isAnswered) {
    const { words } = stateOfFile(file);
    return (
      <Card title={file.input}>
        {file.state === "waiting" ? (
          <Waiting what={`${words}: the forecast is drawn here when it is there`} />
        ) : (
          <Empty icon="file" title="This file was not sent, or is gone." />
        )}
      </Card>
    );
  }
  return (
    <Loaded from={summary} what="Reading the forecast">
      {(data) => <Answered summary={data} path={path} query={query} again={again} />}
    </Loaded>
  );
}

export function Answered({
  summary,
  path,
  query,
  again,
}: {
  summary: ForecastSummary;
  path: string;
  query: Readonly<Record<string, string>>;
  again: Readonly<Record<string, string>>;
}) {
  const [isAsking, setAsking] = useState(false);
  const { input, error, hasInput } = summary;
  return (
    <Card
      title={input}
      side={
        <div class="actions">
          {hasInput && (
            <Button icon="again" onPress={() => setAsking(true)}>
              {error === undefined ? "Other parameters" : "Try again"}
            </Button>
          )}
          <Downloads summary={summary} path={path} />
        </div>
      }
    >
      {error !== undefined ? (
        <FaultBox fault={error} isQuiet />
      ) : (
        <>
          {summary.drawn.isDrawn ? (
            <Series summary={summary} path={path} query={query} />
          ) : (
            <Empty icon="forecast" title="There is nothing to draw.">
              <p class="dim">{summary.drawn.reason}</p>
            </Empty>
          )}
          <About summary={summary} />
        </>
      )}
      {isAsking && <AgainDialog summary={summary} start={again} onClose={() => setAsking(false)} />}
    </Card>
  );
}

function About({ summary }: { summary: ForecastSummary }) {
  const {
    model,
    modelVersion,
    rows,
    durationMs,
    revision,
    series,
    warnings = [],
    explanation,
    parameters = {},
  } = summary;
  return (
    <>
      {warnings.length > 0 && (
        <ul class="remarks" aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning} class="warn">
              {warning}
            </li>
          ))}
        </ul>
      )}
      {explanation?.sentence !== undefined && <p class="explanation">{explanation.sentence}</p>}
      <Facts
        facts={[
          ["Model", modelVersion ?? model],
          ["Rows of the forecast", rows === undefined ? rows : count(rows)],
          [
            "Series",
            series && (
              <>
                {count(series.count)}{" "}
                {series.fellBack > 0 && <Badge tone="warn">{plural(series.fellBack, "fallback")}</Badge>}{" "}
                {series.left > 0 && <Badge tone="bad">{count(series.left)} left out</Badge>}
              </>
            ),
          ],
          ["Took", durationMs === undefined ? durationMs : duration(durationMs)],
          ["Revision", revision],
        ]}
      />
      <details>
        <summary>All parameters that it was made with</summary>
        <Facts
          facts={Object.entries(parameters).map(([name, value]) => [
            <code>{name}</code>,
            typeof value === "string" ? value : JSON.stringify(value),
          ])}
        />
      </details>
    </>
  );
}
