// A forecast frame to CSV. Numbers are written in full, in JavaScript's shortest form that reads back the same.
import type { DataFrame } from "danfojs-node";
import { columnOf, hasColumn } from "./frame.ts";
import { formatDate } from "./parse-date.ts";
import type { DateStyle } from "./parse-date.ts";

export function writeForecast(forecast: DataFrame, style: DateStyle): string {
  const ds = columnOf(forecast, "ds");
  const yhat = columnOf(forecast, "yhat");
  const hasBand = hasColumn(forecast, "yhat_lower");
  const lower = hasBand ? columnOf(forecast, "yhat_lower") : [];
  const upper = hasBand ? columnOf(forecast, "yhat_upper") : [];
  const lines = [hasBand ? "date,prediction,prediction_lower,prediction_upper" : "date,prediction"];
  for (let i = 0; i < ds.length; i++) {
    const date = formatDate(ds[i]!, style);
    lines.push(hasBand ? `${date},${yhat[i]},${lower[i]},${upper[i]}` : `${date},${yhat[i]}`);
  }
  return `${lines.join("\n")}\n`;
}
