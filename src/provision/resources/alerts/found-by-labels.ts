// What Cloud Monitoring names itself, and is found by its labels. A second try may have made one more with the same labels: a
// twin, which the next `up` removes.
import { ownerLabels } from "../../../core/contract.ts";
import { carriesOwner, labelChanges } from "../../engine/labels.ts";
import { maskOf } from "../../engine/normalise.ts";
import { changed, type Change } from "../../engine/resource.ts";

export interface Labelled {
  /** Full. */
  name: string;
  labels: Record<string, string>;
  /** Full names of others with the same labels. */
  twins: string[];
}

/** Those of the stack by the value of that label, or by their full name where somebody has removed it. */
export function byLabel<Live extends Labelled>(
  found: readonly Live[],
  label: string,
  stack: string,
): Map<string, Live> {
  const own = found
    .filter(({ labels }) => carriesOwner(ownerLabels(stack), labels))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const groups = Map.groupBy(own, ({ labels, name }) => labels[label] ?? name);
  return new Map(
    [...groups].map(([key, [first, ...twins]]) => [key, { ...first!, twins: twins.map(({ name }) => name) }]),
  );
}

/** What all kinds compare that are found so. */
export const labelledChanges = (spec: Pick<Labelled, "labels">, live: Labelled): Change[] => [
  ...changed("twins", live.twins.length, 0),
  ...labelChanges(spec.labels, live.labels, "userLabels"),
];

/** @returns the update mask of all other changes; empty where the twins were all */
export async function removeTwins(
  { twins }: Labelled,
  changes: readonly Change[],
  remove: (name: string) => Promise<void>,
): Promise<string[]> {
  for (const name of twins) await remove(name);
  return maskOf(changes.filter(({ path }) => path !== "twins"));
}
