// The columns of a panel's result: those of every result first, then the ids under their own names and the model.
// Imports no danfo, so that the thread that puts the parts together need not load it.

/** @param forecast names of the columns that every result has */
export function panelHeader(forecast: readonly string[], idColumns: readonly string[]): string {
  // A column of car models stays what it is.
  const model = idColumns.includes("model") ? "forecast_model" : "model";
  return `${[...forecast, ...idColumns, model].map(csvCell).join(",")}\n`;
}

/** RFC 4180. Blanks at an end would be trimmed by a reader, ours included. */
export const csvCell = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
