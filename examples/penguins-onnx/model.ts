// Tells a penguin's species from its size, by a network that train.ts has trained: a pre-trained model that scores rows.
import * as ort from "onnxruntime-web/wasm";
import { columnOf, DataFrame, defineModel } from "cloud-runner/model";

// Only these names go from the data into the image, not the data.
const species = ["Adelie", "Chinstrap", "Gentoo"];

export default defineModel({
  kind: "rows",
  name: "penguins",
  summary: "Species of a penguin, from its size",
  columns: {
    "Beak Length (mm)": "number",
    "Beak Depth (mm)": "number",
    "Flipper Length (mm)": "number",
    "Body Mass (g)": "number",
  },
  files: {
    network: "./penguins.onnx",
    runtime: "onnxruntime-web/ort-wasm-simd-threaded.wasm",
  },
  async load({ readFile }) {
    // One thread: the service runs as many workers as it has processors.
    Object.assign(ort.env.wasm, { wasmBinary: await readFile("runtime"), numThreads: 1 });
    return ort.InferenceSession.create(await readFile("network"));
  },
  async predict({ rows, loaded: session }) {
    const measures = rows.columns.map((name) => columnOf(rows, name));
    const count = measures[0]!.length;
    const values = Float32Array.from(
      { length: count * 4 },
      (_, at) => measures[at % 4]![Math.floor(at / 4)]!,
    );
    const { probabilities } = await session.run({ measures: new ort.Tensor("float32", values, [count, 4]) });
    const found = probabilities!.data as Float32Array;
    const best = Array.from({ length: count }, (_, row) => {
      const own = [...found.subarray(3 * row, 3 * row + 3)];
      const probability = Math.max(...own);
      return { species: species[own.indexOf(probability)]!, probability };
    });
    return new DataFrame({
      prediction: best.map((each) => each.species),
      probability: best.map((each) => Number(each.probability.toFixed(4))),
    });
  },
});
