// Labels say whose a resource is.
import { ownerLabels } from "../../core/contract.ts";
import type { CloudContext } from "./context.ts";
import { plainMap } from "./normalise.ts";
import { changed, type Change } from "./resource.ts";

type Labels = Readonly<Record<string, string>>;

/** Changes of the labels that we set, in the field of that name; labels of others are none of our business. */
export function labelChanges(wanted: Labels, live: Labels, field = "labels"): Change[] {
  return Object.entries(wanted).flatMap(([key, value]) => changed(`${field}.${key}`, live[key], value));
}

const ownerKeys = ["managed-by", "cloud-runner-stack"] as const;

/** Whether something carries the owner labels that `wanted` holds. */
export const carriesOwner = (wanted: Labels, live: Labels): boolean =>
  ownerKeys.every((key) => live[key] !== undefined && live[key] === wanted[key]);

/** `owned` of the kinds that carry labels. */
export const ownedByLabels = (spec: { labels: Labels }, live: { labels: Labels }): boolean =>
  carriesOwner(spec.labels, live.labels);

interface Listed {
  name?: string | null;
  labels?: Readonly<Record<string, unknown>> | null;
}

/** Names of those that carry the labels of this stack, for `list`. */
export const namesOfOurs = ({ names }: CloudContext, found: readonly Listed[]): string[] =>
  found
    .filter(({ labels }) => carriesOwner(ownerLabels(names.stack), plainMap(labels)))
    .map(({ name }) => name ?? "");
