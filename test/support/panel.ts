// Files of many series, as a browser takes them.
import { dailySeries } from "./series.ts";

/** `region,shop,date,y`: shops 0001 and on, by turns of four regions. */
export function panelCsv(series: number, days: number): string {
  const regions = ["north", "east", "south", "west"];
  const rows = Array.from({ length: series }, (_, index) => {
    const ids = `${regions[index % 4]},shop-${String(index + 1).padStart(4, "0")}`;
    return dailySeries({ days, scale: 100 + (index % 50) })
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((row) => `${ids},${row}`)
      .join("\n");
  });
  return `region,shop,date,y\n${rows.join("\n")}\n`;
}

export const csvFile = (name: string, content: string) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(content),
});
