// Which revision gets which share of the requests. Pure; the words are Cloud Run's.
// https://cloud.google.com/run/docs/rollouts-rollbacks-traffic-migration
import type { protos } from "@google-cloud/run";

type WireTarget = protos.google.cloud.run.v2.ITrafficTarget;

export interface Target {
  /** Short name; undefined is whichever revision became ready last. */
  revision: string | undefined;
  percent: number;
  /** Gives the target an address of its own. */
  tag: string | undefined;
}

export interface Share {
  revision: string;
  percent: number;
}

/** Traffic as it is in force, and what "latest" stands for in it. */
export interface Routes {
  targets: readonly Target[];
  /** Short name. */
  latestReadyRevision: string;
}

/** Revisions that get requests, the largest share first. */
export function sharesOf({ targets, latestReadyRevision }: Routes): Share[] {
  const shares = new Map<string, number>();
  for (const { revision = latestReadyRevision, percent } of targets) {
    if (percent > 0 && revision !== "") shares.set(revision, (shares.get(revision) ?? 0) + percent);
  }
  return [...shares]
    .map(([revision, percent]) => ({ revision, percent }))
    .toSorted((a, b) => b.percent - a.percent || (a.revision < b.revision ? 1 : -1));
}

/** The revision that gets all requests, if one does. */
export const holderOf = (routes: Routes): string | undefined =>
  sharesOf(routes).find(({ percent }) => percent === 100)?.revision;

export function tagsOf(routes: Routes, revision: string): string[] {
  const { targets, latestReadyRevision } = routes;
  return targets.flatMap((target) =>
    target.tag !== undefined && (target.revision ?? latestReadyRevision) === revision ? [target.tag] : [],
  );
}

/** Nothing moves, but the next revision that gets ready can be asked at the tag's address. */
export const candidateTraffic = (routes: Routes, tag: string): Target[] => [
  ...pinned(sharesOf(routes)),
  ...otherTags(routes, tag),
  { revision: undefined, percent: 0, tag },
];

/**
 * `percent` of the requests to a revision, the rest to those that have them now, in their proportion.
 * @param toLatest follow later revisions too, as far as all requests are given away
 * @param tag an address for the revision; undefined leaves it none but those it has
 */
export function shiftedTraffic(
  routes: Routes,
  { revision, percent, toLatest }: Share & { toLatest: boolean },
  { tag, dropped }: { tag?: string | undefined; dropped?: string | undefined } = {},
): Target[] {
  const rest = scaled(
    sharesOf(routes).filter((share) => share.revision !== revision),
    100 - percent,
  );
  const isLatest = toLatest && percent === 100;
  return [
    { revision: isLatest ? undefined : revision, percent, tag: undefined },
    ...pinned(rest),
    ...otherTags(routes, tag ?? dropped),
    ...(tag === undefined ? [] : [{ revision, percent: 0, tag }]),
  ].filter((target) => target.percent > 0 || target.tag !== undefined);
}

/** Whole percents in the same proportion that add up to `total`: the largest remainders are rounded up. */
function scaled(shares: readonly Share[], total: number): Share[] {
  const sum = shares.reduce((all, { percent }) => all + percent, 0);
  if (sum === 0) return [];
  const exact = shares.map(({ revision, percent }) => ({ revision, exact: (percent * total) / sum }));
  let missing = total - exact.reduce((all, share) => all + Math.floor(share.exact), 0);
  const roundedUp = new Set<string>();
  for (const share of exact.toSorted((a, b) => (b.exact % 1) - (a.exact % 1))) {
    if (missing <= 0) break;
    roundedUp.add(share.revision);
    missing -= 1;
  }
  return exact.map((share) => ({
    revision: share.revision,
    percent: Math.floor(share.exact) + (roundedUp.has(share.revision) ? 1 : 0),
  }));
}

const pinned = (shares: readonly Share[]): Target[] => shares.map((share) => ({ ...share, tag: undefined }));

const otherTags = ({ targets }: Routes, tag: string | undefined): Target[] =>
  targets
    .filter((target) => target.tag !== undefined && target.tag !== tag)
    .map((target) => ({ ...target, percent: 0 }));

export const wireTargets = (targets: readonly Target[]): WireTarget[] =>
  targets.map(({ revision, percent, tag }) => ({
    type:
      revision === undefined
        ? "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
        : "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION",
    ...(revision === undefined ? {} : { revision }),
    percent,
    ...(tag === undefined ? {} : { tag }),
  }));
