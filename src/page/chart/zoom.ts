// Which part of the dates is shown, as arithmetic on ranges.

export interface Range {
  from: number;
  to: number;
}

/** Zooms by `factor` (below 1: nearer) and leaves `around` where it is, within all and no nearer than `least`. */
export function zoomed(
  range: Range,
  all: Range,
  { around, factor, least }: { around: number; factor: number; least: number },
): Range {
  const width = Math.min(all.to - all.from, Math.max(least, (range.to - range.from) * factor));
  const share = range.to > range.from ? (around - range.from) / (range.to - range.from) : 0.5;
  return within({ from: around - share * width, to: around + (1 - share) * width }, all);
}

/** @param share of what is shown; to earlier dates below 0 */
export function panned({ from, to }: Range, all: Range, share: number): Range {
  const by = (to - from) * share;
  return within({ from: from + by, to: to + by }, all);
}

/** Moves a range so that `at` is in it, if it is not. */
export function showing(range: Range, all: Range, at: number): Range {
  if (at >= range.from && at <= range.to) return range;
  const half = (range.to - range.from) / 2;
  return within({ from: at - half, to: at + half }, all);
}

/** Shifted, and cut only where it is longer than all there is. */
export function within({ from, to }: Range, all: Range): Range {
  if (to - from >= all.to - all.from) return all;
  if (from < all.from) return { from: all.from, to: all.from + (to - from) };
  if (to > all.to) return { from: all.to - (to - from), to: all.to };
  return { from, to };
}
