// What Prophet's forecast is made of, in words and as data.
import { plural } from "../../core/duration.ts";
import type { Band, Explanation } from "../series/forecast-table.ts";
import type { HeldOut } from "../statistical/methods/windows.ts";
import type { Feature } from "./features.ts";
import type { ProphetParameters } from "./parameters.ts";
import type { Season } from "./term-parameters.ts";

/** What a band was taken from: rows held out of the history, or futures drawn. */
export type BandSource = { windows: readonly HeldOut[] } | { samples: number };

export interface ProphetBands {
  /** One per level. */
  bands: Band[];
  source: BandSource;
  warnings: string[];
}

interface Parts {
  parameters: ProphetParameters;
  changepoints: readonly number[];
  seasons: readonly Season[];
  /** Holidays and regressors. */
  extra: readonly Feature[];
  source: BandSource | undefined;
}

const trends = { linear: "Linear trend", logistic: "Logistic trend", flat: "Flat trend" } as const;

export function explain({ parameters, changepoints, seasons, extra, source }: Parts): Explanation {
  const { growth } = parameters;
  const bends = growth === "flat" ? 0 : changepoints.length;
  const asked = new Set(parameters.regressors?.map(({ name }) => name));
  const regressors = extra.map(({ name }) => name).filter((name) => asked.has(name));
  const holidays = extra.length - regressors.length;
  const terms = [
    `${trends[growth]}${bends > 0 ? ` that may bend at ${plural(bends, "place")}` : ""}`,
    seasons.length === 0
      ? "no season"
      : `${seasons.map(({ name }) => name).join(" and ")} ${seasons.length === 1 ? "season" : "seasons"}`,
    ...(holidays > 0 ? [plural(holidays, "holiday")] : []),
    ...(regressors.length > 0
      ? [`${regressors.length === 1 ? "regressor" : "regressors"} ${regressors.join(" and ")}`]
      : []),
  ];
  return {
    sentence: `${terms.join(", ")}${source === undefined ? "" : `; ${bandOf(source)}`}.`,
    growth,
    changepoints: bends,
    seasons: seasons.map((season) => ({
      name: season.name,
      days: season.period,
      terms: season.order,
      mode: season.mode ?? parameters["seasonality-mode"],
      because: isOfHistory(season.name, parameters) ? "the history is long and fine enough" : "set",
    })),
    holidays,
    regressors,
    ...(source !== undefined && {
      band:
        "samples" in source
          ? { samples: source.samples }
          : { windows: source.windows.length, rows: source.windows[0]?.length ?? 0 },
    }),
  };
}

function bandOf(source: BandSource): string {
  if ("samples" in source) return `band drawn from ${plural(source.samples, "future")}`;
  const { windows } = source;
  const rows = plural(windows[0]?.length ?? 0, "row");
  return `band by the errors on ${plural(windows.length, "window")} of ${rows} held out of the history`;
}

function isOfHistory(name: string, parameters: ProphetParameters): boolean {
  const isOwn = parameters.seasonalities?.some((season) => season.name === name) ?? false;
  const wanted = (parameters as Record<string, unknown>)[`${name}-seasonality`];
  return !isOwn && wanted === "auto";
}
