// What a file with a model of its user's own imports, as cloud-runner/model: the types, danfo's frames, zod, and the few
// helpers that go with them. In the image it shares its code with the worker, so that a frame is the same frame to both.
export { DataFrame, Series } from "danfojs-node";
export * as z from "zod";
export { defineModel } from "./define-model.ts";
export type {
  ColumnKind,
  LoadTools,
  OwnModel,
  RowsDefinition,
  RowsInput,
  SeriesDefinition,
  SeriesInput,
} from "./define-model.ts";
export { columnOf, createFrame, lowerColumn, upperColumn } from "../predict/frame.ts";
export { InputError } from "../input-error.ts";
