// Trains a small network that tells a penguin's species from its size, and writes it as penguins.onnx:
//   node train.ts
// Plain gradient descent from a fixed start, so that the same data gives the same file.
import { writeFileSync } from "node:fs";
import { onnxFile } from "./onnx-file.ts";
import { isHeldOut, measures, readPenguins, species, type Penguin } from "./penguins.ts";

const hidden = 6;
const rounds = 400;
const rate = 1;

/** Weights by rows of inputs, then one bias for each output. */
interface Layer {
  weights: number[][];
  bias: number[];
}

export function train(penguins: readonly Penguin[]): Uint8Array {
  const rows = penguins.filter((penguin, index) => !isHeldOut(penguin, index));
  const mean = measures.map((_, i) => average(rows.map((row) => row.measures[i]!)));
  const deviation = measures.map((_, i) =>
    Math.sqrt(average(rows.map((row) => (row.measures[i]! - mean[i]!) ** 2))),
  );
  const inputs = rows.map((row) => row.measures.map((value, i) => (value - mean[i]!) / deviation[i]!));
  const first = start(measures.length, hidden);
  const second = start(hidden, species.length);
  for (let round = 0; round < rounds; round++) step(first, second, inputs, rows);
  const tensor = (name: string, values: number[]) => ({ name, dims: [values.length], values });
  const matrix = (name: string, { weights }: Layer) => ({
    name,
    dims: [weights.length, weights[0]!.length],
    values: weights.flat(),
  });
  return onnxFile({
    name: "penguins",
    input: { name: "measures", width: measures.length },
    output: { name: "probabilities", width: species.length },
    nodes: [
      { type: "Sub", inputs: ["measures", "mean"], output: "centred" },
      { type: "Div", inputs: ["centred", "deviation"], output: "scaled" },
      { type: "Gemm", inputs: ["scaled", "weights1", "bias1"], output: "sums1" },
      { type: "Tanh", inputs: ["sums1"], output: "hidden" },
      { type: "Gemm", inputs: ["hidden", "weights2", "bias2"], output: "sums2" },
      { type: "Softmax", inputs: ["sums2"], output: "probabilities", attributes: { axis: 1 } },
    ],
    weights: [
      tensor("mean", mean),
      tensor("deviation", deviation),
      matrix("weights1", first),
      tensor("bias1", first.bias),
      matrix("weights2", second),
      tensor("bias2", second.bias),
    ],
  });
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Small weights, none like another. */
function start(from: number, to: number): Layer {
  const weights = Array.from({ length: from }, (_, i) =>
    Array.from({ length: to }, (__, j) => Math.sin(1 + 3 * i + 7 * j) / 2),
  );
  return { weights, bias: Array<number>(to).fill(0) };
}

const through = ({ weights, bias }: Layer, input: readonly number[]) =>
  bias.map((value, j) => input.reduce((sum, each, i) => sum + each * weights[i]![j]!, value));

function softmax(sums: readonly number[]): number[] {
  const powers = sums.map((sum) => Math.exp(sum - Math.max(...sums)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** One step down the gradient of the cross entropy, over all rows. */
function step(first: Layer, second: Layer, inputs: readonly number[][], rows: readonly Penguin[]): void {
  const [down1, down2] = [zero(first), zero(second)];
  for (const [row, input] of inputs.entries()) {
    const between = through(first, input).map(Math.tanh);
    const errors2 = softmax(through(second, between)).map(
      (probability, j) => (probability - Number(rows[row]!.species === j)) / rows.length,
    );
    const errors1 = between.map(
      (value, i) =>
        (1 - value ** 2) * errors2.reduce((sum, error, j) => sum + error * second.weights[i]![j]!, 0),
    );
    add(down2, between, errors2);
    add(down1, input, errors1);
  }
  for (const [layer, down] of [
    [first, down1],
    [second, down2],
  ] as const) {
    layer.weights.forEach((line, i) => line.forEach((_, j) => (line[j]! -= rate * down.weights[i]![j]!)));
    layer.bias.forEach((_, j) => (layer.bias[j]! -= rate * down.bias[j]!));
  }
}

const zero = ({ weights, bias }: Layer): Layer => ({
  weights: weights.map((line) => line.map(() => 0)),
  bias: bias.map(() => 0),
});

function add(sums: Layer, input: readonly number[], errors: readonly number[]): void {
  for (const [j, error] of errors.entries()) {
    sums.bias[j]! += error;
    for (const [i, value] of input.entries()) sums.weights[i]![j]! += value * error;
  }
}

if (import.meta.main) {
  const file = new URL("penguins.onnx", import.meta.url);
  writeFileSync(file, train(readPenguins()));
}
