import { describe, expect, it } from "vitest";
import { z } from "zod";
import { problemsOf } from "../../../../src/model/own/check-definition.ts";

const series = { name: "mine", predict: () => undefined };
const rows = { ...series, kind: "rows", columns: { price: "number" } };

describe("a definition", () => {
  it.each([
    ["a series model", series],
    [
      "one with everything",
      {
        ...series,
        kind: "series",
        version: "2",
        summary: "Mine",
        parameters: z.object({ "my-rate": z.number() }),
        files: { "a.onnx": "./a.onnx" },
        minimumRows: 3,
        maximumRows: 9,
        columns: () => [],
        load: () => 1,
      },
    ],
    ["one for rows", { ...rows, columns: { price: "number", "zip code": "text", age: "number?" } }],
  ])("is fine: %s", (_, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });

  it.each<[unknown, RegExp]>([
    [undefined, /the default export is missing/],
    [() => series, /a value of type function, not a model/],
    [{ ...series, name: "Mine" }, /name is "Mine"; it must be up to 40/],
    [{ ...series, name: "prophet" }, /"prophet", which is a built-in model/],
    [{ ...series, kind: "row" }, /kind is "row"; it must be "series" or "rows"/],
    [{ ...series, predcit: 1 }, /predcit is not known there; did you mean predict\?/],
    [{ name: "mine" }, /predict is missing/],
    [{ ...series, parameters: { rate: 1 } }, /parameters is not a z.object/],
    [{ ...series, parameters: z.object({ myRate: z.number() }) }, /myRate must be named in a-z/],
    [{ ...series, parameters: z.object({ horizon: z.number() }) }, /horizon is one that every model has/],
    [{ ...rows, parameters: z.object({ id: z.string() }) }, /id is one that every model has/],
    [{ ...series, files: { "../x": "./x" } }, /files: "..\/x" must be up to 60/],
    [{ ...series, files: { x: 1 } }, /files.x is 1, not a path/],
    [{ ...series, minimumRows: 0 }, /minimumRows is 0/],
    [{ ...series, columns: ["price"] }, /columns is a list, not a function of the parameters/],
    [{ ...rows, columns: {} }, /columns must name what the model needs/],
    [{ ...rows, columns: { price: "float" } }, /columns.price is "float"/],
    [{ ...series, load: "x" }, /load is "x", not a function/],
  ])("is told what is wrong with it (%#)", (definition, problem) => {
    expect(problemsOf(definition).join("\n")).toMatch(problem);
  });
});
