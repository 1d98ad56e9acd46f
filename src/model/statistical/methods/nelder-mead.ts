// Minimises a function of a few variables without derivatives (Nelder and Mead, 1965), inside bounds.

export interface Bound {
  start: number;
  low: number;
  high: number;
}

/**
 * Points outside the bounds are moved onto them. Ends when the values of the simplex agree to one part in a million.
 * The same function gives the same result to the last bit.
 */
export function minimise(
  f: (point: readonly number[]) => number,
  bounds: readonly Bound[],
  maximumSteps = 60 * bounds.length,
): number[] {
  const size = bounds.length;
  const clamp = (point: number[]) =>
    point.map((x, i) => Math.min(Math.max(x, bounds[i]!.low), bounds[i]!.high));
  const measured = (point: number[]) => {
    const at = clamp(point);
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const start = bounds.map((bound) => bound.start);
  const simplex = [measured(start)];
  for (let i = 0; i < size; i++) {
    const { low, high } = bounds[i]!;
    const moved = [...start];
    const step = 0.2 * (high - low);
    moved[i] = start[i]! + step <= high ? start[i]! + step : start[i]! - step;
    simplex.push(measured(moved));
  }
  for (let step = 0; step < maximumSteps; step++) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex[size]!;
    if (worst.value - best.value <= 1e-6 * Math.abs(best.value) + 1e-300) break;
    const centre = start.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += simplex[j]!.at[i]!;
      return sum / size;
    });
    const along = (factor: number) => measured(centre.map((c, i) => c + factor * (worst.at[i]! - c)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[size - 1]!.value) {
      simplex[size] = reflected;
    } else {
      const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) {
        simplex[size] = contracted;
      } else {
        for (let j = 1; j <= size; j++) {
          simplex[j] = measured(simplex[j]!.at.map((x, i) => best.at[i]! + 0.5 * (x - best.at[i]!)));
        }
      }
    }
  }
  simplex.sort((a, b) => a.value - b.value);
  return simplex[0]!.at;
}
