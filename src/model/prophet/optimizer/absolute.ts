// Solves |A| x = b for a symmetric matrix A, where |A| has A's eigenvectors and the sizes of its eigenvalues. No matrix of
// eigenvectors is formed: the reflections and rotations that make A diagonal are applied to the one vector, there and back.
// Golub and Van Loan, Matrix Computations, sections 8.3.1 and 8.3.3.

/**
 * @param matrix size lines of size numbers, symmetric; the lower half is read, and all is overwritten
 * @param vector b; becomes x, and not a number where the matrix is not finite
 */
export function solveAbsolute(matrix: Float64Array, vector: Float64Array): void {
  const size = vector.length;
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const scales = reflectToBands(matrix, size, diagonal, beside);
  for (let k = 0; k < size - 2; k++) reflect(matrix, size, k, scales[k]!, vector);
  const { places, sines, cosines } = rotateToDiagonal(diagonal, beside, vector);
  for (let i = 0; i < size; i++) vector[i]! /= Math.abs(diagonal[i]!);
  for (let r = places.length - 1; r >= 0; r--) {
    const i = places[r]!;
    const sine = sines[r]!;
    const cosine = cosines[r]!;
    const a = vector[i]!;
    const b = vector[i + 1]!;
    vector[i] = cosine * a + sine * b;
    vector[i + 1] = cosine * b - sine * a;
  }
  for (let k = size - 3; k >= 0; k--) reflect(matrix, size, k, scales[k]!, vector);
}

/** Reflection k is I - scale v v', with v in line k of the matrix, behind the diagonal. */
function reflect(matrix: Float64Array, size: number, k: number, scale: number, vector: Float64Array): void {
  let along = 0;
  for (let i = k + 1; i < size; i++) along += matrix[k * size + i]! * vector[i]!;
  along *= scale;
  for (let i = k + 1; i < size; i++) vector[i]! -= along * matrix[k * size + i]!;
}

/**
 * Householder's reflections to three diagonals.
 * @param diagonal is filled
 * @param beside is filled, from the first place on, with what stands beside the diagonal
 * @returns scales of the reflections, whose vectors take the matrix's place
 */
function reflectToBands(
  matrix: Float64Array,
  size: number,
  diagonal: Float64Array,
  beside: Float64Array,
): Float64Array {
  const scales = new Float64Array(size);
  const product = new Float64Array(size);
  for (let k = 0; k < size - 1; k++) {
    const line = k * size;
    for (let i = k + 1; i < size; i++) matrix[line + i] = matrix[i * size + k]!;
    diagonal[k] = matrix[line + k]!;
    const head = matrix[line + k + 1]!;
    let squares = 0;
    for (let i = k + 2; i < size; i++) squares += matrix[line + i]! ** 2;
    if (squares === 0 || k === size - 2) {
      beside[k] = head;
      continue;
    }
    const length = Math.sqrt(head * head + squares);
    beside[k] = head > 0 ? -length : length;
    matrix[line + k + 1] = head - beside[k]!;
    const scale = 2 / (squares + matrix[line + k + 1]! ** 2);
    scales[k] = scale;
    reflectBothSides(matrix, size, k, scale, product);
  }
  diagonal[size - 1] = matrix[size * size - 1]!;
  return scales;
}

/** The block behind line k, of which only the lower half is kept. */
function reflectBothSides(
  matrix: Float64Array,
  size: number,
  k: number,
  scale: number,
  product: Float64Array,
): void {
  const line = k * size;
  product.fill(0);
  for (let i = k + 1; i < size; i++) {
    const at = i * size;
    const v = matrix[line + i]!;
    let sum = matrix[at + i]! * v;
    for (let j = k + 1; j < i; j++) {
      sum += matrix[at + j]! * matrix[line + j]!;
      product[j]! += matrix[at + j]! * v;
    }
    product[i]! += sum;
  }
  let along = 0;
  for (let i = k + 1; i < size; i++) along += product[i]! * matrix[line + i]!;
  const half = 0.5 * scale * scale * along;
  for (let i = k + 1; i < size; i++) product[i] = scale * product[i]! - half * matrix[line + i]!;
  for (let i = k + 1; i < size; i++) {
    const at = i * size;
    const v = matrix[line + i]!;
    const w = product[i]!;
    for (let j = k + 1; j <= i; j++) matrix[at + j]! -= v * product[j]! + w * matrix[line + j]!;
  }
}

interface Rotations {
  /** Each turns the vector's numbers at a place and behind it. */
  places: number[];
  sines: number[];
  cosines: number[];
}

const mostRounds = 50;

/**
 * Rotations with Wilkinson's shift, from the last line upwards.
 * @param diagonal becomes the eigenvalues
 * @param vector is rotated too
 * @returns the rotations, in their order
 */
function rotateToDiagonal(diagonal: Float64Array, beside: Float64Array, vector: Float64Array): Rotations {
  const size = diagonal.length;
  const rotations: Rotations = { places: [], sines: [], cosines: [] };
  for (let first = 0; first < size; first++) {
    for (let round = 0; ; round++) {
      let last = first;
      while (last < size - 1 && !isNegligible(diagonal, beside, last)) last++;
      if (last === first || round === mostRounds) break;
      let g = (diagonal[first + 1]! - diagonal[first]!) / (2 * beside[first]!);
      let length = Math.sqrt(g * g + 1);
      g = diagonal[last]! - diagonal[first]! + beside[first]! / (g + (g < 0 ? -length : length));
      let sine = 1;
      let cosine = 1;
      let shift = 0;
      let i = last - 1;
      for (; i >= first; i--) {
        const f = sine * beside[i]!;
        const b = cosine * beside[i]!;
        length = Math.sqrt(f * f + g * g);
        beside[i + 1] = length;
        if (length === 0) break;
        sine = f / length;
        cosine = g / length;
        g = diagonal[i + 1]! - shift;
        const turn = (diagonal[i]! - g) * sine + 2 * cosine * b;
        shift = sine * turn;
        diagonal[i + 1] = g + shift;
        g = cosine * turn - b;
        const x = vector[i]!;
        const y = vector[i + 1]!;
        vector[i] = cosine * x - sine * y;
        vector[i + 1] = sine * x + cosine * y;
        rotations.places.push(i);
        rotations.sines.push(sine);
        rotations.cosines.push(cosine);
      }
      if (i >= first) diagonal[i + 1]! -= shift;
      else {
        diagonal[first]! -= shift;
        beside[first] = g;
      }
      beside[last] = 0;
    }
  }
  return rotations;
}

function isNegligible(diagonal: Float64Array, beside: Float64Array, i: number): boolean {
  const size = Math.abs(diagonal[i]!) + Math.abs(diagonal[i + 1]!);
  return Math.abs(beside[i]!) <= 2 ** -52 * size;
}
