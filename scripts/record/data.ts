// The file that the recordings forecast.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The highest temperature of each day in Seattle (NOAA, public domain), as means of months. */
export function monthlyTemperatures(root: string): string {
  const daily = readFileSync(join(root, "node_modules/vega-datasets/data/seattle-weather.csv"), "utf8");
  const months = new Map<string, number[]>();
  for (const line of daily.trim().split("\n").slice(1)) {
    const [date = "", , highest] = line.split(",");
    const month = `${date.slice(0, 7)}-01`;
    months.set(month, [...(months.get(month) ?? []), Number(highest)]);
  }
  const rows = [...months].map(
    ([month, values]) => `${month},${(values.reduce((a, b) => a + b, 0) / values.length).toFixed(1)}`,
  );
  return `${["date,y", ...rows].join("\n")}\n`;
}
