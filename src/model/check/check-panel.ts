// All that can be said of a panel and its parameters before a model sees them; for the command line, since the container
// checks each series just before it is forecast. Imports neither danfo nor augurs, like check-csv.ts.
import { checkSeries } from "./check-series.ts";
import { fallbackDates, faultOfAll } from "./fallback-dates.ts";
import { frequencyName } from "../time/frequency.ts";
import { faultOf, InputError } from "../input-error.ts";
import type { InputFault, RawParameters } from "../../core/contract.ts";
import type { ModelDescription } from "../parameters/model-description.ts";
import { asSeries, itemsOf, usualFrequency } from "../series/panel-item.ts";
import { parseParameters } from "../parameters/parameters.ts";
import { formatDate } from "../csv/parse-date.ts";
import { readPanel } from "../series/read-panel.ts";
import type { Panel } from "../series/read-panel.ts";

export interface CheckedPanel {
  model: ModelDescription;
  panel: Panel;
  /** In the order in which the file first names them. */
  series: CheckedPanelSeries[];
  /** Sentences about the file and the parameters. */
  warnings: string[];
}

export interface CheckedPanelSeries {
  id: string[];
  /** Rows with a value. */
  values: number;
  /** First and last date with a value, as the file writes dates. */
  from: string;
  to: string;
  /** Undefined when the model cannot forecast it. */
  forecast: { frequency: string; horizon: number } | undefined;
  fault: InputFault | undefined;
  /** Whether a fallback can forecast it instead. */
  fallsBack: boolean;
}

/**
 * @returns undefined when the file is one series, which checkCsv reads
 * @throws InputError for a fault of the file itself or of the parameters
 */
export function checkPanel(
  input: Uint8Array,
  raw: RawParameters,
  models: readonly ModelDescription[],
): CheckedPanel | undefined {
  const parameters = parseParameters(raw, models);
  const { common, own, warnings } = parameters;
  const model = models.find(({ name }) => name === common.model)!;
  const panel = readPanel(input, { ...common, columns: model.columns?.(own) });
  if (panel === undefined) return undefined;
  const items = itemsOf(panel);
  const usual = usualFrequency(items);
  const series = items.map(({ id, series: columns, fault }): CheckedPanelSeries => {
    const days = columns && [columns.ds[0], columns.ds.at(-1)];
    const [from = "", to = ""] = (days ?? []).map((day) =>
      day === undefined ? "" : formatDate(day, columns!.style),
    );
    const seen = { id, values: columns?.ds.length ?? 0, from, to };
    if (columns === undefined) return { ...seen, forecast: undefined, fault, fallsBack: false };
    const asked = asSeries(columns, panel.targetColumn);
    try {
      if (fault !== undefined) throw new InputError(fault.message, fault);
      const { frequency, future } = checkSeries(asked, model, parameters);
      const forecast = { frequency: frequencyName(frequency), horizon: future.ds.length };
      return { ...seen, forecast, fault: undefined, fallsBack: false };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const fallsBack = fallbackDates(asked, common, usual) !== undefined;
      return { ...seen, forecast: undefined, fault: faultOf(error), fallsBack };
    }
  });
  const hopeless = faultOfAll(
    series.map(({ forecast, fault, fallsBack }) => ({
      hasForecast: forecast !== undefined || fallsBack,
      fault,
    })),
  );
  if (hopeless !== undefined) throw new InputError(hopeless.message, hopeless);
  return { model, panel, series, warnings: [...panel.warnings, ...warnings] };
}
