// A forecast that no run of this tool has made: of a schedule, or of another client.
import type { ForecastSummary } from "../../../../console/contract/forecasts.ts";
import { useEffect, useState } from "preact/hooks";
import { useLive } from "../../state/live.ts";
import { Badge, Waiting } from "../../parts/bits.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Moment } from "../../parts/time.tsx";
import { Answered } from "./forecast-of.tsx";
import { api } from "../../state/paths.ts";

export function LooseForecastView({
  file,
  query,
}: {
  file: string;
  query: Readonly<Record<string, string>>;
}) {
  const path = api("forecasts", file);
  const [isSettled, setSettled] = useState(false);
  const summary = useLive<ForecastSummary>(path, isSettled ? undefined : 5000);
  const state = summary.data?.state;
  useEffect(() => setSettled(state === "done" || state === "failed"), [state]);
  return (
    <Page
      title="Forecast"
      above={{ name: "Runs", href: "#/runs" }}
      about={
        summary.data?.createdAt !== undefined && (
          <span class="dim">
            written <Moment at={summary.data.createdAt} />
          </span>
        )
      }
    >
      <Loaded from={summary} what="Reading the forecast">
        {(data) =>
          data.state === "done" || data.state === "failed" ? (
            <Answered summary={data} path={path} query={query} again={{}} />
          ) : data.state === "waiting" ? (
            <Waiting what="The forecast is drawn here when it is there" />
          ) : (
            <Badge tone="quiet">gone</Badge>
          )
        }
      </Loaded>
    </Page>
  );
}
