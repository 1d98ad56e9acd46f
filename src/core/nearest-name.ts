// Did you mean: the known name that is fewest edits away from a word.

/** Undefined when none is near enough to be meant. Letter case and `_` for `-` do not count. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const plain = (name: string) => name.slice(0, 100).toLowerCase().replaceAll("_", "-");
  const ranked = names
    .map((name) => ({ name, distance: editDistance(plain(word), plain(name)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best === undefined) return undefined;
  return best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substituted));
    }
    previous = current;
  }
  return previous[b.length]!;
}
