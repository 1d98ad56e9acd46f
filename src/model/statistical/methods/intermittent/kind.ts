// Whether a series is demand that comes now and then, and whether a season says when.
import { profileOf, type Profile } from "./profile.ts";

export type DemandKind =
  /** Demand at most steps. */
  | "steady"
  /** Zeros come by the season: nights of a solar plant, a sale once a year. At other steps there mostly is demand. */
  | "by-season"
  /** Nobody knows which steps have demand. */
  | "intermittent";

/**
 * Steps from demand to demand, on average, from which on demand is intermittent: Syntetos, Boylan and Croston (2005), On
 * the categorization of demand patterns, who found it as the limit above which Croston's method corrected is the better
 * one. Their second limit, a squared coefficient of variation of 0.49, tells lumpy demand from other intermittent demand;
 * both have the same methods here.
 */
const longInterval = 1.32;

export interface Demand {
  kind: DemandKind;
  /** Absent for steady demand. */
  profile?: Profile;
  /** Whether demand stays away at the end for longer than chance would keep it. */
  ended: boolean;
  /** The first row that says something of demand; those before are zeros from before there was any. */
  since: number;
  /** Share of the steps in phases that may have demand. */
  open: number;
}

/** Whether most steps have a value, so that a large one stands out. */
export function isMostlyNotZero(y: ArrayLike<number>): boolean {
  let zeros = 0;
  for (let t = 0; t < y.length; t++) if (y[t] === 0) zeros++;
  return y.length < longInterval * (y.length - zeros);
}

/** @param periods seasons that the series may have, in steps */
export function demandOf(y: Float64Array, periods: readonly number[]): Demand {
  let demands = 0;
  for (const value of y) {
    if (value < 0) return steadyDemand;
    if (value > 0) demands++;
  }
  if (demands === 0 || y.length < longInterval * demands) return steadyDemand;
  const profile = profileOf(y, periods);
  const isOpen = (_: number, t: number) => !profile.closed[t % profile.period];
  const open = y.filter(isOpen);
  const last = open.findLastIndex((value) => value > 0);
  const ended = (1 - demands / (last + 1)) ** (open.length - 1 - last) < hardlyEver;
  const kind = open.length < longInterval * demands ? "by-season" : "intermittent";
  return { kind, profile, ended, since: launchOf(y, demands), open: open.length / y.length };
}

/**
 * Zeros at the start that chance would hardly leave, and twice as many as ever came in a row afterwards, are from before an item was
 * sold: with them the mean of a new item would be next to nothing. Four rows always stay.
 * @param demands how many steps have demand
 */
function launchOf(y: Float64Array, demands: number): number {
  const first = y.findIndex((value) => value > 0);
  let [gap, longest] = [0, 0];
  for (let t = first; t < y.length; t++) {
    gap = y[t]! > 0 ? 0 : gap + 1;
    longest = Math.max(longest, gap);
  }
  // The first demand says when, only those after it how often.
  const share = (demands - 1) / (y.length - first);
  const isLaunch = first > 2 * longest && (1 - share) ** first < hardlyEver;
  if (!isLaunch) return 0;
  // Rows that are all alike would leave a band without a width: then one zero stays as well.
  const isConstant = y.subarray(first).every((value) => value === y[first]);
  return Math.max(0, Math.min(isConstant ? first - 1 : first, y.length - fewestRows));
}

const fewestRows = 4;

export const steadyDemand: Demand = { kind: "steady", ended: false, since: 0, open: 1 };

/**
 * Of series with steady demand one in a thousand seems ended. At one in a hundred, clusters of demand did, of series drawn at
 * random.
 */
const hardlyEver = 0.001;
