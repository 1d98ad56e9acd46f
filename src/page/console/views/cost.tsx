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
              {partsOf(data).map(({ name, part, unit, help }) => (
                <Figure key={name} name={name} value={dollars(part.usd)} unit={unit} help={help} />
              ))}
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
            {partsOf(data).map(({ title, part }) => (
              <Part key={title} title={title} part={part} />
            ))}
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

interface ShownPart {
  name: string;
  title: string;
  part: CostPart;
  unit: string;
  help: string;
}

const partsOf = ({
  atRest,
  perThousandForecasts,
  forecastSeconds,
  perTaskHour,
  ceiling,
}: Cost): ShownPart[] => [
  {
    name: "At rest",
    title: "At rest, a month",
    part: atRest,
    unit: "a month",
    help: "while nothing is forecast",
  },
  {
    name: "1,000 forecasts",
    title: "For 1,000 forecasts",
    part: perThousandForecasts,
    unit: "",
    help: `of ${figure(forecastSeconds)} s each`,
  },
  ...(perTaskHour === undefined
    ? []
    : [
        {
          name: "The job",
          title: "An hour of one task of the job",
          part: perTaskHour,
          unit: "an hour",
          help: "of one task",
        },
      ]),
  {
    name: "At most",
    title: "At most, a month",
    part: ceiling,
    unit: "a month",
    help: "every instance busy all month",
  },
];

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
