// The flags that say how to forecast; predict, check and backtest take the same.
import { flag, list, renamed, text } from "../shell/command.ts";

export const forecastOptions = {
  model: text("MODEL", "auto (default), prophet, mstl, ets, theta, seasonal-naive or naive"),
  horizon: text("ROWS", "how many rows to forecast (default: fits the frequency)"),
  frequency: text("FREQ", "spacing of the rows, e.g. hourly, daily, month-end (default: inferred)"),
  closed: text("auto|no", "no: forecast times that never have a row, too (default auto: leave them out)"),
  fill: text("HOW", "what a missing step is: zero, previous, interpolate (default) or none"),
  lastRow: text("auto|keep|drop", "drop: leave the last row out (default auto: where it does not fit)"),
  aggregate: text("HOW", "what rows of one step become: sum, mean, first, last, min, max or count"),
  integer: flag("whole numbers, as counts are; their sum stays, bands are rounded outwards"),
  interval: text("P", "probability of the interval, several as 0.8,0.95, 0 for none (default 0.8)"),
  dateColumn: renamed("date", text("COLUMN", "column of dates (default: date or ds, or the only dates)")),
  dateFormat: text("PATTERN", "how dates are written, e.g. %d.%m.%Y (default: what all rows show)"),
  timezone: text("ZONE", "zone of times without one, e.g. Europe/Berlin"),
  targetColumn: text("COLUMN", "column of values, several as a,b, all as * (default: y or the only numbers)"),
  idColumn: text("COLUMNS", "columns that name the series, e.g. region,shop (default: unique_id or id)"),
  sheet: text("NAME", "sheet of an Excel workbook, by name or number (default: the first)"),
  encoding: text("NAME", "encoding of the text, e.g. windows-1251 (default: found out)"),
  decimal: text("MARK", "decimal separator, . or , (default: what all rows show)"),
  skipRows: text("LINES", "lines above the header to leave out (default: what is no table)"),
  param: list("NAME=VALUE", "any other parameter, e.g. growth=flat; may be repeated"),
} as const;
