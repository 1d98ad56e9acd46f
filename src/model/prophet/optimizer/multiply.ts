// A matrix times a vector.

/**
 * Four lines at a time: a processor waits for one sum and not for four.
 * @param matrix lines as long as the vector, as many as there are products
 */
export function multiply(matrix: Float64Array, vector: Float64Array, products: Float64Array): void {
  const size = vector.length;
  const count = products.length - (products.length % 4);
  for (let i = 0; i < count; i += 4) {
    let a = i * size;
    let b = a + size;
    let c = b + size;
    let d = c + size;
    let [u, v, w, x] = [0, 0, 0, 0];
    for (let j = 0; j < size; j++) {
      const value = vector[j]!;
      u += matrix[a++]! * value;
      v += matrix[b++]! * value;
      w += matrix[c++]! * value;
      x += matrix[d++]! * value;
    }
    products[i] = u;
    products[i + 1] = v;
    products[i + 2] = w;
    products[i + 3] = x;
  }
  for (let i = count; i < products.length; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * vector[j]!;
    products[i] = sum;
  }
}
