// What the stack costs on Google Cloud, and whether that is within the limit.
import type { Config } from "../../core/config.ts";
import { PlanRefusedError } from "../../core/errors.ts";
import { estimateCost, usualAssumptions, type CostEstimate } from "../../provision/cost/estimate.ts";
import { plural } from "../../core/duration.ts";

export interface CostOptions {
  /** The most US dollars that a month may cost, everything at its limit. */
  maxCost?: number | undefined;
  /** Seconds that one forecast takes; 5 when absent. */
  forecastSeconds?: number | undefined;
  /** Schedules that there are; none when absent. */
  schedules?: number;
}

/** The estimate for Google Cloud; on the local target nothing is paid. */
export interface Cost extends CostEstimate {
  isPaid: boolean;
}

/** @throws PlanRefusedError when the ceiling is above `maxCost`; never for the local cloud, which costs nothing */
export function costOf(config: Config, { maxCost, forecastSeconds, schedules = 0 }: CostOptions): Cost {
  const assumptions = { ...usualAssumptions, ...(forecastSeconds !== undefined && { forecastSeconds }) };
  const estimate = estimateCost(config, assumptions, schedules);
  const cost = { isPaid: config.target === "gcp", ...estimate };
  if (maxCost !== undefined && cost.isPaid && cost.ceiling.usd > maxCost) refuse(cost, maxCost, config);
  return cost;
}

function refuse({ ceiling, assumptions }: Cost, limit: number, config: Config): never {
  const { service } = config;
  const perInstance = ceiling.usd / service.maxInstances;
  const ceilingWith = (maxInstances: number) =>
    estimateCost({ ...config, service: { ...service, maxInstances } }, assumptions).ceiling.usd;
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

/** Cents, and below a dollar as many digits as it takes to show two that count. */
export function dollars(usd: number): string {
  if (usd === 0) return "$0";
  if (usd < 0.0001) return "<$0.0001";
  if (usd >= 100) return `$${withCommas(Math.ceil(usd))}`;
  if (usd >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${Number(usd.toPrecision(2))}`;
}

/** `1,234`. For `toLocaleString` V8 would read its tables of languages first, which takes longer than the estimate. */
export const withCommas = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
