// What the stack costs, as `plan` and `up` tell it: two lines, the whole table with --verbose, everything with --json.
import type { Config } from "../../core/config.ts";
import { PlanRefusedError, UsageError } from "../../core/errors.ts";
import { estimateCost, usualAssumptions } from "../../provision/cost/estimate.ts";
import type { CostEstimate } from "../../provision/cost/estimate.ts";
import { plural } from "../../core/duration.ts";
import { table } from "../../cli/shell/table.ts";
import type { View } from "../../cli/shell/view.ts";

export interface CostInput {
  maxCost: string | undefined;
  forecastSeconds: string | undefined;
}

/** The estimate for Google Cloud; on the local target nothing is paid. */
export interface Cost extends CostEstimate {
  isPaid: boolean;
}

/**
 * @throws UsageError when an option is no number; PlanRefusedError when the ceiling is above `--max-cost`. The local
 * cloud costs nothing, so that it is never refused.
 */
export function costOf(config: Config, options: CostInput): Cost {
  const limit = amount("--max-cost", options.maxCost, 0);
  const forecastSeconds =
    amount("--forecast-seconds", options.forecastSeconds, 0.1) ?? usualAssumptions.forecastSeconds;
  const estimate = estimateCost(config, { ...usualAssumptions, forecastSeconds });
  const cost = { isPaid: config.target === "gcp", ...estimate };
  if (limit !== undefined && cost.isPaid && cost.ceiling.usd > limit) refuse(cost, limit, config);
  return cost;
}

function amount(option: string, value: string | undefined, minimum: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^[0-9]*\.?[0-9]+$/.test(value) && number >= minimum) return number;
  throw new UsageError(`${option} ${value} is not a number of at least ${minimum}.`, {
    code: "usage.number",
    fix: `Pass a plain number, for example ${option} 50.`,
  });
}

function refuse({ ceiling, assumptions }: Cost, limit: number, { region, service }: Config): never {
  const perInstance = ceiling.usd / service.maxInstances;
  const ceilingWith = (maxInstances: number) =>
    estimateCost({ region, service: { ...service, maxInstances } }, assumptions).ceiling.usd;
  let affordable = Math.floor(limit / perInstance);
  // The image costs the same for one instance as for all.
  if (ceilingWith(affordable) > limit) affordable -= 1;
  throw new PlanRefusedError(
    `A month at all limits could cost ${dollars(ceiling.usd)}, more than the ${dollars(limit)} allowed.`,
    {
      code: "plan.over-max-cost",
      details: [
        `${plural(service.maxInstances, "instance")} of ${service.cpu} CPU and ${service.memory}, busy all month, ` +
          `cost ${dollars(perInstance)} each.`,
      ],
      fix:
        affordable >= 1
          ? `Set service.maxInstances to ${affordable} or fewer in cloud-runner.json, or raise --max-cost.`
          : "Lower service.cpu and service.memory in cloud-runner.json, or raise --max-cost.",
    },
  );
}

export interface RenderCostOptions {
  verbose: boolean;
}

/** Two lines on Google Cloud, one on the local cloud. */
export function renderCost(
  cost: Cost,
  { paint }: Pick<View, "paint">,
  { verbose }: RenderCostOptions,
): string {
  const { atRest, perThousandForecasts, ceiling, assumptions } = cost;
  const figures =
    `${dollars(atRest.usd)} a month at rest, ${dollars(perThousandForecasts.usd)} per 1,000 forecasts of ` +
    `${assumptions.forecastSeconds} s, up to ${dollars(ceiling.usd)} a month at all limits.`;
  const lines = cost.isPaid
    ? [`Cost, estimated: ${figures}`, paint.dim(`  ${basis(cost)}`)]
    : [paint.dim(`Cost: nothing here; on Google Cloud ${figures}`)];
  return verbose ? [...lines, "", ...details(cost, paint)].join("\n") : lines.join("\n");
}

function basis(cost: CostEstimate): string {
  const where = cost.isRegionKnown
    ? `List prices of ${cost.pricesAsOf} for ${cost.region}, tier ${cost.tier}`
    : `${cost.region} is not in the price table of ${cost.pricesAsOf}, so the dearer tier 2 is taken`;
  return `${where}; the monthly free tier, ${count(cost.freeForecasts)} such forecasts, is not taken off.`;
}

function details(cost: Cost, paint: View["paint"]): string[] {
  const parts: [string, Cost["atRest"]][] = [
    ["A month at rest", cost.atRest],
    ["1,000 forecasts", cost.perThousandForecasts],
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
    table(rows),
    "",
    ...(cost.isPaid ? [] : [basis(cost)]),
    `Assumes ${forecastSeconds} s and ${count(forecastBytes / 1000)} kB (input and result, kept a month) for each forecast.`,
    `Not counted: ${cost.notCounted}.`,
    '"recalled" prices have not been confirmed on Google\'s pages.',
  ];
}

/** Cents, and below a dollar as many digits as it takes to show two that count. */
function dollars(usd: number): string {
  if (usd === 0) return "$0";
  if (usd < 0.0001) return "<$0.0001";
  if (usd >= 100) return `$${count(Math.ceil(usd))}`;
  if (usd >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${Number(usd.toPrecision(2))}`;
}

const count = (quantity: number): string =>
  quantity >= 100 ? Math.round(quantity).toLocaleString("en-US") : String(Number(quantity.toPrecision(3)));
