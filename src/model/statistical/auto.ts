// The default: every candidate of methods/candidates.ts, weighed by its errors on windows held out of the history.
import { plural } from "../../core/duration.ts";
import type { ForecastModel } from "../predict/forecast-model.ts";
import type { Explanation } from "../series/forecast-table.ts";
import { isDemandMethod } from "./methods/intermittent/candidates.ts";
import { demandWeighing, followsSeason } from "./methods/intermittent/weighing.ts";
import type { Weighed, Weighing } from "./methods/weigh.ts";
import { autoDescription } from "./parameters.ts";
import { inWords } from "./method-words.ts";
import { forecastStatistically } from "./model.ts";
import { isShortWithoutSeason, priorOf } from "./priors.ts";
import type { Traits } from "./traits.ts";

export const auto: ForecastModel<typeof autoDescription.parameters> = {
  ...autoDescription,
  version: "auto 2",
  forecast: (request) =>
    forecastStatistically(request, {
      seasonLength: request.parameters["season-length"],
      weighing: weighingFor,
      explain,
    }),
};

function weighingFor(traits: Traits): Weighing {
  const { rows, demand, isStill, mayHideSeason } = traits;
  // A series that is mostly zero has no shape that the others could follow.
  if (demand.kind === "intermittent") return demandWeighing(demand);
  return {
    simplest: isStill ? "naive" : undefined,
    isCandidate: (name) =>
      name !== modelOfItsOwn &&
      (rows >= rowsForLags || !name.endsWith("lags")) &&
      (name !== "ces" || (isShortWithoutSeason(traits) && !mayHideSeason)) &&
      (demand.kind === "by-season" ? followsSeason(name) : !isDemandMethod(name)),
    prior: (name) => priorOf(name, traits),
  };
}

/** The model `ets`; beside the other candidates it made no held-out group better by more than 0.6 %, at twice the time. */
const modelOfItsOwn = "ets-family";

/** Regressions on lags have a dozen coefficients or more; with fewer rows they follow chance. */
const rowsForLags = 200;

function explain({ methods, windows }: Weighed, traits: Traits): Explanation {
  const shown = methods.filter(({ weight }) => weight >= 0.005);
  const heaviest = shown
    .slice(0, 3)
    .map(({ name, weight }) => `${inWords(name)} (${Math.round(weight * 100)} %)`)
    .join(", ");
  const first = windows[0];
  const reason =
    first === undefined
      ? "by default, since the series is too short to hold any rows out"
      : `by their errors on ${windows.length === 1 ? "one window" : `${windows.length} windows`} of ${plural(first.length, "row")} held out of the history`;
  return {
    sentence: `${plural(methods.length, "method")}, weighed ${reason}; heaviest: ${heaviest}.`,
    rows: traits.rows,
    seasons: traits.periods.map((period, i) => ({
      period,
      strength: Number(traits.strengths[i]!.toFixed(2)),
    })),
    sign: traits.hasNegatives ? "mixed" : "not negative",
    intermittent: traits.demand.kind === "intermittent",
    windows: { count: windows.length, rows: first?.length ?? 0 },
    weights: Object.fromEntries(shown.map(({ name, weight }) => [name, Number(weight.toFixed(3))])),
  };
}
