// The misfit of a mean that is linear in its parameters, from sums of products alone: r'r - 2 δ'X'r + δ'X'Xδ, where r
// is what a near solution leaves of y, and δ how far the parameters are from that. An evaluation costs the square of the
// number of parameters, however many rows there are.
import type { Misfit } from "./misfit.ts";
import { multiply } from "../optimizer/multiply.ts";
import type { Normal } from "./moments.ts";

export function linearMisfit({ center, matrix, right, squares }: Normal): Misfit {
  const size = right.length;
  const moved = new Float64Array(size);
  return {
    size,
    at(theta, slopes) {
      for (let i = 0; i < size; i++) moved[i] = theta[i]! - center[i]!;
      multiply(matrix, moved, slopes);
      let left = squares;
      for (let i = 0; i < size; i++) {
        slopes[i] = right[i]! - slopes[i]!;
        left -= moved[i]! * (right[i]! + slopes[i]!);
      }
      return Math.max(0, left);
    },
    curvatureAt: () => matrix,
  };
}
