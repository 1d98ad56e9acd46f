// Minimises a function of a few variables without derivatives (Nelder and Mead, 1965), inside bounds.

export interface Bound {
  start: number;
  low: number;
  high: number;
}

/**
 * Points outside the bounds are moved onto them.
 * The same function gives the same result to the last bit.
 * @param f must not keep the point: it is overwritten, since nothing is made anew from step to step
 * @param tolerance it ends when the values of the simplex agree to this part of themselves
 */
export function minimise(
  f: (point: readonly number[]) => number,
  bounds: readonly Bound[],
  tolerance = 1e-6,
): number[] {
  const size = bounds.length;
  const maximumSteps = 60 * size;
  // Small plain arrays: typed ones cost more to make than the whole search takes on a short series.
  const lows: number[] = [];
  const highs: number[] = [];
  // Of the points of the simplex, lowest first, and of two that may take the place of the highest.
  const points: number[][] = [[]];
  for (const { start, low, high } of bounds) {
    lows.push(low);
    highs.push(high);
    points[0]!.push(start);
  }
  const measure = (point: number[]) => {
    for (let i = 0; i < size; i++) {
      const [value, low, high] = [point[i]!, lows[i]!, highs[i]!];
      if (value < low) point[i] = low;
      else if (value > high) point[i] = high;
    }
    const value = f(point);
    return Number.isNaN(value) ? Infinity : value;
  };
  const values = [measure(points[0]!)];
  for (let i = 0; i < size; i++) {
    const { start, low, high } = bounds[i]!;
    const step = 0.2 * (high - low);
    const point = points[0]!.slice();
    point[i] = start + step <= high ? start + step : start - step;
    points.push(point);
    values.push(measure(point));
  }
  let reflected = lows.slice();
  let other = lows.slice();
  const centre = lows.slice();
  sort(points, values);
  for (let step = 0; step < maximumSteps; step++) {
    const best = points[0]!;
    const worst = points[size]!;
    const worstValue = values[size]!;
    if (worstValue - values[0]! <= tolerance * Math.abs(values[0]!) + 1e-300) break;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += points[j]![i]!;
      centre[i] = sum / size;
    }
    const reflectedValue = measure(along(-1, centre, worst, reflected));
    let [taken, takenValue] = [reflected, reflectedValue];
    if (reflectedValue < values[0]!) {
      const expandedValue = measure(along(-2, centre, worst, other));
      if (expandedValue < reflectedValue) [taken, takenValue] = [other, expandedValue];
    } else if (!(reflectedValue < values[size - 1]!)) {
      takenValue = measure(along(reflectedValue < worstValue ? -0.5 : 0.5, centre, worst, other));
      taken = other;
      if (!(takenValue < Math.min(reflectedValue, worstValue))) {
        for (let j = 1; j <= size; j++) {
          const point = points[j]!;
          for (let i = 0; i < size; i++) point[i] = best[i]! + 0.5 * (point[i]! - best[i]!);
          values[j] = measure(point);
        }
        sort(points, values);
        continue;
      }
    }
    points[size] = taken;
    values[size] = takenValue;
    if (taken === reflected) reflected = worst;
    else other = worst;
    sort(points, values);
  }
  return points[0]!;
}

function along(factor: number, centre: readonly number[], worst: readonly number[], to: number[]): number[] {
  for (let i = 0; i < to.length; i++) to[i] = centre[i]! + factor * (worst[i]! - centre[i]!);
  return to;
}

/** Lowest first; by insertion, since mostly one alone is out of place. */
function sort(points: number[][], values: number[]): void {
  for (let k = 1; k < values.length; k++) {
    const value = values[k]!;
    const point = points[k]!;
    let at = k;
    for (; at > 0 && values[at - 1]! > value; at--) {
      values[at] = values[at - 1]!;
      points[at] = points[at - 1]!;
    }
    values[at] = value;
    points[at] = point;
  }
}
