// What the stack costs on Google Cloud: at rest, for forecasts, and at most.
import type { Cost, CostPart } from "../../../console/contract/overview.ts";
import { useId, useState } from "preact/hooks";
import { useLive } from "../state/live.ts";
import { Card, Figure } from "../parts/bits.tsx";
import { Command } from "../parts/command.tsx";
import { Loaded, Page } from "../parts/page.tsx";
import { Table } from "../parts/table.tsx";
import { dollars, figure } from "../parts/words.ts";

export function CostView() {
  const id = useId();
  const [seconds, setSeconds] = useState("");
  const isGood = seconds === "" || (Number(seconds) > 0 && Number(seconds) <= 3600);
  const cost = useLive<Cost>(`api/cost${isGood && seconds !== "" ? `?forecastSeconds=${seconds}` : ""}`);
  return (
    <Page
      title="Cost"
      about={
        <span class="dim">An estimate from a dated table of prices, before any free tier or discount.</span>
      }
    >
      <Loaded from={cost} what="Reckoning">
        {(data) => (
          <>
            {!data.isPaid && (
              <p class="next">
                The local cloud costs nothing. This is what the same stack would cost in {data.region} on
                Google Cloud.
              </p>
            )}
            <dl class="figures">
              <Figure
                name="At rest"
                value={dollars(data.atRest.usd)}
                unit="a month"
                help="while nothing is forecast"
              />
              <Figure
                name="1,000 forecasts"
                value={dollars(data.perThousandForecasts.usd)}
                help={`of ${figure(data.forecastSeconds)} s each`}
              />
              {data.perTaskHour !== undefined && (
                <Figure
                  name="The job"
                  value={dollars(data.perTaskHour.usd)}
                  unit="an hour"
                  help="of one task"
                />
              )}
              <Figure
                name="At most"
                value={dollars(data.ceiling.usd)}
                unit="a month"
                help="every instance busy all month"
              />
            </dl>
            <div class="field inline">
              <label for={id}>Seconds that one forecast takes</label>
              <input
                id={id}
                type="text"
                inputMode="decimal"
                value={seconds}
                placeholder={String(data.forecastSeconds)}
                aria-invalid={!isGood}
                onInput={(event) => setSeconds(event.currentTarget.value.trim())}
              />
            </div>
            <Part title="At rest, a month" part={data.atRest} />
            <Part title="For 1,000 forecasts" part={data.perThousandForecasts} />
            {data.perTaskHour !== undefined && (
              <Part title="An hour of one task of the job" part={data.perTaskHour} />
            )}
            <Part title="At most, a month" part={data.ceiling} />
            <p class="dim">
              Prices of {data.region} as of {data.pricesAsOf}. Not counted: {data.notCounted}.
            </p>
            <Command>cloud-runner plan --verbose</Command>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const Part = ({ title, part: { lines, text } }: { title: string; part: CostPart }) => (
  <Card title={title} side={<b class="tabular">{text}</b>}>
    {lines.length === 0 ? (
      <p class="dim">Nothing.</p>
    ) : (
      <Table
        caption={title}
        rows={lines}
        keyOf={({ item }) => item}
        columns={[
          { name: "Item", cell: ({ item }) => item },
          { name: "Quantity", isNumber: true, cell: ({ quantity, unit }) => `${figure(quantity)} ${unit}` },
          { name: "USD", isNumber: true, cell: ({ usd }) => dollars(usd) },
        ]}
      />
    )}
  </Card>
);
