// How long a forecast takes: guessed from its rows, its series and its model, and corrected by what this instance has seen.
import type { Series } from "../../model/series/dataset.ts";

export interface Estimate {
  /** Of one worker. */
  ms: number;
  /** Whether nothing is known of the model, so that nobody should rely on it. */
  isGuess: boolean;
}

export interface Estimator {
  estimate: (model: string, series: readonly Pick<Series, "ds">[]) => Estimate;
  /** @param estimated by this estimator; what was short says nothing */
  learn: (model: string, estimated: Estimate, tookMs: number) => void;
}

/** Milliseconds for each series and for each of its rows, on one processor of 2024, once the engine has compiled it. */
const costs: Readonly<Record<string, readonly [series: number, row: number]>> = {
  naive: [0.3, 0.002],
  "seasonal-naive": [0.3, 0.004],
  theta: [2, 0.02],
  ets: [5, 0.03],
  mstl: [3, 0.035],
  auto: [4, 0.1],
  prophet: [15, 0.03],
};

/** For a model of the user's own. */
const usualCost = [5, 0.05] as const;

/** Below this a worker's start and what is compiled are most of it. */
const leastMs = 500;

/** How much the last forecast counts, against all before it. */
const weight = 0.3;

export function createEstimator(): Estimator {
  /** What this machine takes for what would take one millisecond by the table. */
  const speeds = new Map<string, number>();
  return {
    estimate(model, series) {
      const [each, row] = costs[model] ?? usualCost;
      const rows = series.reduce((sum, { ds }) => sum + ds.length, 0);
      const speed = speeds.get(model);
      return {
        ms: (each * series.length + row * rows) * (speed ?? 1),
        isGuess: speed === undefined && costs[model] === undefined,
      };
    },

    learn(model, { ms }, tookMs) {
      if (ms <= 0 || tookMs < leastMs) return;
      const before = speeds.get(model) ?? 1;
      const now = before * (tookMs / ms);
      // Of one forecast alone: nothing before it was measured.
      const share = speeds.has(model) ? weight : 1;
      speeds.set(model, before ** (1 - share) * now ** share);
    },
  };
}
