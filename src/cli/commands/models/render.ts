// The models for people: one line each, or one of them with every parameter.
import { longName } from "../../shell/command.ts";
import { forecastOptions } from "../../options/forecast.ts";
import { wrap } from "../../layout/wrap.ts";
import { table } from "../../shell/table.ts";
import { plural } from "../../../core/duration.ts";
import type { View } from "../../shell/view.ts";
import type { ModelDocument } from "../../../library/models/model-document.ts";
import type { ModelsResult } from "./run.ts";
import { typeWords, valueText } from "./type-words.ts";

export const render = ({ models, isOne }: ModelsResult, view: View): string =>
  isOne ? renderModel(models[0]!, view) : renderModels(models, view);

export const document = ({ models }: ModelsResult): object => ({ models });

function renderModels(models: readonly ModelDocument[], view: View): string {
  return [
    table(
      models.map(({ name, summary }) => [view.paint.bold(name), summary]),
      view,
    ),
    "",
    "`cloud-runner models NAME` lists the parameters of one; `cloud-runner backtest data.csv` compares them.",
  ].join("\n");
}

function renderModel(model: ModelDocument, view: View): string {
  const { name, summary, minimumRows, maximumRows, parameters } = model;
  const most = maximumRows === null ? "" : ` and at most ${maximumRows}`;
  return [
    `${view.paint.bold(name)}: ${summary}.`,
    `Needs at least ${plural(minimumRows, "row")} with a value${most}.`,
    ...section(`Parameters of ${name}`, parameters.own, view),
    ...section("Parameters of every model", parameters.common, view),
    "",
    'Write them as --param NAME=VALUE, or into cloud-runner.json: `{ "forecast": { "NAME": VALUE } }`.',
  ].join("\n");
}

type Parameters = ModelDocument["parameters"]["own"];

function section(title: string, { properties = {} }: Parameters, view: View): string[] {
  const entries = Object.entries(properties);
  if (entries.length === 0) return [];
  const lines = entries.flatMap(([name, schema]) => {
    const fallback = schema.default === undefined ? "" : `; default ${valueText(schema.default)}`;
    const type = `${typeWords(schema)}${fallback}`;
    return [
      `  ${view.paint.cyan(name)}${flagOf(name)}`,
      wrap(`      ${view.paint.dim(type)}`, view.columns),
      wrap(`      ${schema.description ?? ""}`, view.columns),
    ];
  });
  return ["", view.paint.bold(title), ...lines];
}

/** Options whose name says more than that of their parameter. */
const longOptions: Readonly<Record<string, string>> = {
  date: "dateColumn",
  target: "targetColumn",
  id: "idColumn",
};

/** The option that says the same, where there is one. */
function flagOf(parameter: string): string {
  const key = longOptions[parameter] ?? parameter;
  return Object.hasOwn(forecastOptions, key) ? `  (--${longName(key)})` : "";
}
