// Which revision answers a request.
import { latestType } from "./defaults.ts";
import type { StoredService, TrafficTarget } from "./resources.ts";

const revisionOf = (service: StoredService, target: TrafficTarget): string | undefined =>
  target.type === latestType ? service.latestReady : target.revision;

/** The percentage of traffic that the revision gets. */
export function shareOf(service: StoredService, revision: string): number {
  return service.serving
    .filter((target) => revisionOf(service, target) === revision)
    .reduce((sum, target) => sum + (target.percent ?? 0), 0);
}

/** Whether the revision gets traffic, or is kept by a tag. */
export const isServing = (service: StoredService, revision: string): boolean =>
  service.serving.some((target) => revisionOf(service, target) === revision);

/**
 * @param draw from 0 up to, but not including, 1
 */
export function chooseRevision(service: StoredService, tag: string, draw: number): string | undefined {
  if (tag !== "") {
    const target = service.serving.find((candidate) => candidate.tag === tag);
    return target && revisionOf(service, target);
  }
  let left = draw * 100;
  for (const target of service.serving) {
    left -= target.percent ?? 0;
    if (left < 0) return revisionOf(service, target);
  }
  return undefined;
}
