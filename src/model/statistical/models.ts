// One method each: exponential smoothing, theta, and several seasons.
import type { ForecastModel, ForecastRequest } from "../predict/forecast-model.ts";
import type { Explanation } from "../series/forecast-table.ts";
import type { Weighed } from "./methods/weigh.ts";
import { forecastStatistically } from "./model.ts";
import { etsDescription, mstlDescription, thetaDescription } from "./parameters.ts";
import type { Traits } from "./traits.ts";

export const ets: ForecastModel<typeof etsDescription.parameters> = {
  ...etsDescription,
  version: "ets 1",
  forecast: (request) => withFixedSeason(request, request.parameters["season-length"], "ets"),
};

export const theta: ForecastModel<typeof thetaDescription.parameters> = {
  ...thetaDescription,
  version: "theta 1",
  forecast: (request) => withFixedSeason(request, request.parameters["season-length"], "theta"),
};

export const mstl: ForecastModel<typeof mstlDescription.parameters> = {
  ...mstlDescription,
  version: "mstl 1",
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

/** Below this the season is more likely chance; a fit of it would only add noise. */
const visibleStrength = 0.3;

function withFixedSeason(
  request: ForecastRequest<unknown>,
  seasonLength: number | undefined,
  method: "ets" | "theta",
) {
  return forecastStatistically(request, {
    seasonLength,
    weighing: ({ strengths }) => {
      const hasSeason =
        strengths.length > 0 && (seasonLength !== undefined || Math.max(...strengths) >= visibleStrength);
      const wanted = hasSeason ? `periodic-${method}` : method;
      return { isCandidate: (name) => name === wanted, prior: () => 1 };
    },
    explain,
  });
}

function explain({ methods }: Weighed, { periods }: Traits): Explanation {
  const seasons = periods.length === 0 ? "no season" : `seasons of ${periods.join(" and ")} rows`;
  const isLog = methods.some(({ name }) => name.startsWith("log-"));
  return { sentence: `Fitted with ${seasons}${isLog ? ", on logarithms" : ""}.`, periods, logarithms: isLog };
}
