import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import example from "../../../examples/penguins-onnx/model.ts";
import { isHeldOut, measures, readPenguins, species } from "../../../examples/penguins-onnx/penguins.ts";
import { train } from "../../../examples/penguins-onnx/train.ts";
import { ownModel } from "../../../src/model/own/own-model.ts";
import { bytes, testPredictor } from "../model/support.ts";

const penguins = readPenguins();
const heldOut = penguins.filter(isHeldOut);
const csv = [
  ["id", ...measures].join(","),
  ...heldOut.map((penguin, index) => [`p${index}`, ...penguin.measures].join(",")),
].join("\n");

const files: Readonly<Record<string, URL>> = {
  network: new URL("../../../examples/penguins-onnx/penguins.onnx", import.meta.url),
  runtime: new URL(import.meta.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm")),
};

let predictor: ReturnType<typeof testPredictor>;
beforeAll(async () => {
  const loaded = await example.load!({
    readFile: async (name) => readFileSync(files[name]!),
    fetchArtifact: () => Promise.reject(new Error("needs none")),
  });
  predictor = testPredictor(ownModel(example, "model.ts", loaded));
});

it("was trained by its script, on penguins that it is not scored on", () => {
  expect(Buffer.from(train(penguins)).equals(readFileSync(files["network"]!))).toBe(true);
});

it("tells the species of penguins that it has not seen", async () => {
  const prediction = await predictor.predictCsv(bytes(csv), {});
  const rows = prediction.csv
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  expect(rows[0]).toEqual(["id", "prediction", "probability"]);
  const right = heldOut.filter((penguin, index) => {
    const [id, name, probability] = rows[index + 1]!;
    expect(id).toBe(`p${index}`);
    expect(Number(probability)).toBeGreaterThan(1 / 3);
    return name === species[penguin.species];
  });
  expect(heldOut).toHaveLength(68);
  expect(right.length / heldOut.length).toBeGreaterThan(0.97);
});

it("gives the same bytes again", async () => {
  const again = await predictor.predictCsv(bytes(csv), {});
  expect(again).toEqual(await predictor.predictCsv(bytes(csv), {}));
});
