// Makes of a checked definition what the predictor runs.
import type { ForecastModel } from "../predict/forecast-model.ts";
import type { OwnModel } from "./define-model.ts";
import { rowsModel, type RowsModel } from "./rows-model.ts";
import { seriesModel } from "./series-model.ts";

export type LoadedModel =
  | { kind: "series"; name: string; model: ForecastModel }
  | { kind: "rows"; name: string; model: RowsModel };

/**
 * @param file as the user knows it, for messages
 * @param loaded what `load` gave
 */
export function ownModel(definition: OwnModel, file: string, loaded: unknown): LoadedModel {
  const { name } = definition;
  return definition.kind === "rows"
    ? { kind: "rows", name, model: rowsModel(definition, file, loaded) }
    : { kind: "series", name, model: seriesModel(definition, file, loaded) };
}
