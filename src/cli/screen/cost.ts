// The cost of the stack as text: one or two lines, and the whole table with --verbose.
import { dollars, withCommas, type Cost } from "../../library/stack/cost.ts";
import { table } from "../shell/table.ts";
import type { View } from "../shell/view.ts";

/** Three lines on Google Cloud, one on the local cloud. */
export function renderCost(
  cost: Cost,
  view: Pick<View, "paint" | "wrapsAt">,
  { verbose }: { verbose: boolean },
): string {
  const { paint } = view;
  const { atRest, perThousandForecasts, perTaskHour, ceiling, assumptions } = cost;
  const figures =
    `${dollars(atRest.usd)} a month at rest, ${dollars(perThousandForecasts.usd)} per 1,000 forecasts of ` +
    `${assumptions.forecastSeconds} s, up to ${dollars(ceiling.usd)} a month at all limits.`;
  const lines = cost.isPaid
    ? [
        `Cost, estimated: ${figures}`,
        ...(perTaskHour === undefined
          ? []
          : [
              paint.dim(
                `  What goes to the job is on top: ${dollars(perTaskHour.usd)} for an hour of one task.`,
              ),
            ]),
        paint.dim(`  ${basis(cost)}`),
      ]
    : [paint.dim(`Cost: nothing here; on Google Cloud ${figures}`)];
  return verbose ? [...lines, "", ...details(cost, view)].join("\n") : lines.join("\n");
}

function basis(cost: Cost): string {
  const where = cost.isRegionKnown
    ? `List prices of ${cost.pricesAsOf} for ${cost.region}, tier ${cost.tier}`
    : `${cost.region} is not in the price table of ${cost.pricesAsOf}, so the dearer tier 2 is taken`;
  return `${where}; the monthly free tier, ${count(cost.freeForecasts)} such forecasts, is not taken off.`;
}

function details(cost: Cost, view: Pick<View, "paint" | "wrapsAt">): string[] {
  const { paint } = view;
  const parts: (readonly [string, Cost["atRest"]])[] = [
    ["A month at rest", cost.atRest],
    ["1,000 forecasts", cost.perThousandForecasts],
    ...(cost.perTaskHour === undefined ? [] : [["An hour of a task of the job", cost.perTaskHour] as const]),
    ["A month at all limits", cost.ceiling],
  ];
  const rows = parts.flatMap(([title, part]) => [
    [title, dollars(part.usd), "", ""],
    ...part.lines.map(({ item, usd, quantity, unit, source }) => [
      paint.dim(`  ${item}`),
      dollars(usd),
      `${count(quantity)} ${unit}`,
      paint.dim(source),
    ]),
  ]);
  const { forecastSeconds, forecastBytes } = cost.assumptions;
  return [
    table(rows, view),
    "",
    ...(cost.isPaid ? [] : [basis(cost)]),
    `Assumes ${forecastSeconds} s and ${count(forecastBytes / 1000)} kB (input and result, kept a month) for each forecast.`,
    `Not counted: ${cost.notCounted}.`,
    '"recalled" prices have not been confirmed on Google\'s pages.',
  ];
}

const count = (quantity: number): string =>
  quantity >= 100 ? withCommas(Math.round(quantity)) : String(Number(quantity.toPrecision(3)));
