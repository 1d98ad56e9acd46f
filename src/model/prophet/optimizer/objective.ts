// What an optimizer makes small, and the sums that it works with.

export interface Objective {
  /** How many parameters there are. */
  size: number;
  /**
   * @param at parameters
   * @param gradient is filled
   * @returns the value; not finite where the parameters are impossible
   */
  evaluate(at: Float64Array, gradient: Float64Array): number;
  /**
   * @param slopeOf slope of a function that has jumps, at a place
   * @returns second derivatives, line after line
   */
  curvature(at: Float64Array, slopeOf: SlopeOf): Float64Array;
}

export type SlopeOf = (of: (x: number) => number, at: number) => number;

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Whether there is a value here, and a slope in every direction. */
export function isPossible(value: number, gradient: Float64Array): boolean {
  // A sum is finite when all that it adds is; one that overflows is of no use either.
  let sum = value;
  for (let i = 0; i < gradient.length; i++) sum += gradient[i]!;
  return Number.isFinite(sum);
}
