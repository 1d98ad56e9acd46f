// Rows of series out of the page itself: packed text in elements, unpacked when a series of it is first looked at.
import type {
  Axis,
  Chunk,
  PackedForecast,
  PackedParts,
  PackedSeries,
} from "../../core/report/report-data.ts";

export interface SeriesRows extends Omit<PackedSeries, "history" | "forecasts" | "heldOut" | "parts"> {
  history: Axis & { values: (number | null)[] };
  forecasts: (Axis & PackedForecast)[];
  heldOut?: (Axis & { values: number[] }) | undefined;
  parts?: (Axis & PackedParts) | undefined;
}

const chunks = new Map<number, Promise<Chunk>>();

export async function readRows([chunk, place]: [chunk: number, place: number]): Promise<SeriesRows> {
  let reading = chunks.get(chunk);
  if (reading === undefined) chunks.set(chunk, (reading = readChunk(chunk)));
  const { axes, series } = await reading;
  const { history, forecasts, heldOut, parts, ...more } = series[place]!;
  return {
    ...more,
    history: { ...axes[history.axis]!, values: history.values },
    heldOut: heldOut && { ...axes[heldOut.axis]!, values: heldOut.values },
    parts: parts && { ...axes[parts.axis]!, ...parts },
    forecasts: forecasts.map((forecast) => ({ ...axes[forecast.axis]!, ...forecast })),
  };
}

async function readChunk(index: number): Promise<Chunk> {
  const text = atob(document.getElementById(`chunk-${index}`)!.textContent);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(unpacked).text()) as Chunk;
}
