// How far a model is from the data: what the posterior has to know of them.

export interface Misfit {
  /** Of the trend and then of the features: offset, rate, one change of rate per changepoint, coefficients. */
  size: number;
  /**
   * @param theta parameters
   * @param slopes is filled with half of what the sum of squares falls by, for each parameter
   * @returns the sum of squares that is left
   */
  at(theta: Float64Array, slopes: Float64Array): number;
  /** Half of the second derivatives of the sum of squares: `size` lines of `size` numbers. */
  curvatureAt(theta: Float64Array): Float64Array;
}
