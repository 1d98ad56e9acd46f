// Which revisions had all traffic before: kept on the service itself, since there is no state file. Every change of the
// traffic writes it in the same call, so the two cannot disagree.

/** Names separated by commas, the newest first. A label would be too short for two of them. */
const key = "cloud-runner/had-all-traffic";
const kept = 10;

type Annotations = Readonly<Record<string, string>>;

/** Revisions that had all traffic before the present arrangement, the newest first. */
export const historyOf = (annotations: Annotations): string[] =>
  (annotations[key] ?? "").split(",").filter((revision) => revision !== "");

/** Annotations for a change that takes all traffic away from `before`. Those of others stay as they are. */
export function remembering(
  annotations: Annotations,
  before: string | undefined,
  after: string | undefined,
): Annotations {
  if (before === undefined || before === after) return annotations;
  const earlier = historyOf(annotations).filter((revision) => revision !== before && revision !== after);
  return { ...annotations, [key]: [before, ...earlier].slice(0, kept).join(",") };
}

/**
 * Annotations for going back to `target`. What came after it is forgotten, so that one more `rollback` goes further
 * back, and never to the revision that was just left.
 */
export function goingBack(annotations: Annotations, before: string | undefined, target: string): Annotations {
  const history = historyOf(annotations);
  const at = history.indexOf(target);
  if (at === -1) return remembering(annotations, before, target);
  return { ...annotations, [key]: history.slice(at + 1).join(",") };
}
