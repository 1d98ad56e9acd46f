// One method each: exponential smoothing, theta, and several seasons.
import type { ModelDescription } from "../parameters/model-description.ts";
import type { ForecastModel } from "../predict/forecast-model.ts";
import type { Explanation } from "../series/forecast-table.ts";
import { isOfFamily } from "./methods/candidates.ts";
import type { Weighed } from "./methods/weigh.ts";
import { forecastStatistically } from "./model.ts";
import { etsDescription, mstlDescription, thetaDescription } from "./parameters.ts";
import type { Traits } from "./traits.ts";

/** Below this the season is more likely chance; a fit of it would only add noise. */
const visibleStrength = 0.3;

type SeasonOnly = typeof etsDescription.parameters;

export const ets = withSeason("ets", () => "ets-family", etsDescription);

export const theta = withSeason(
  "theta",
  ({ periods, hasSeason }) => (periods.length > 0 && hasSeason ? "classical-theta" : "theta"),
  thetaDescription,
);

export const mstl: ForecastModel<typeof mstlDescription.parameters> = {
  ...mstlDescription,
  version: "mstl 2",
  forecast(request) {
    const { transform, "season-length": seasonLength } = request.parameters;
    return forecastStatistically(request, {
      seasonLength,
      weighing: ({ periods }) => {
        const plain = periods.length > 0 ? "mstl-ets" : "ets";
        const names = { none: [plain], log: [`log-${plain}`], auto: [plain, `log-${plain}`] }[transform];
        return { isCandidate: (name) => names.includes(name), prior: () => 1 };
      },
      explain,
    });
  },
};

/**
 * A single season of up to 24 rows goes into the method itself, as its authors have it. Longer ones and several are
 * taken out first, as changing seasons: held out of M4 Hourly and Weekly, that had a MASE lower by 1 to 25 % than fixed ones.
 */
function withSeason(
  method: "ets" | "theta",
  own: (traits: Traits) => string,
  description: ModelDescription<SeasonOnly>,
): ForecastModel<SeasonOnly> {
  return {
    ...description,
    version: `${method} 2`,
    forecast(request) {
      const seasonLength = request.parameters["season-length"];
      return forecastStatistically(request, {
        seasonLength,
        weighing: (traits) => {
          const { periods, strengths } = traits;
          const isTold = seasonLength !== undefined;
          const isShort = periods.length === 0 || isOfFamily(periods);
          const isVisible = isTold || Math.max(...strengths) >= visibleStrength;
          const wanted = isShort
            ? own({ ...traits, hasSeason: traits.hasSeason || isTold })
            : isVisible
              ? `mstl-${method}`
              : method;
          return { isCandidate: (name) => name === wanted, prior: () => 1 };
        },
        explain,
      });
    },
  };
}

function explain({ methods }: Weighed, { periods }: Traits): Explanation {
  const seasons = periods.length === 0 ? "no season" : `seasons of ${periods.join(" and ")} rows`;
  const isLog = methods.some(({ name }) => name.startsWith("log-"));
  return { sentence: `Fitted with ${seasons}${isLog ? ", on logarithms" : ""}.`, periods, logarithms: isLog };
}
