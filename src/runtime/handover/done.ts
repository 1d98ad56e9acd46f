// Forecasts that were made before a panel was handed over, as one object: a line of JSON that says what follows, then the
// lines of the results. Whoever takes the panel over has these series already.
import type { Forecasts } from "../../model/predict/plan.ts";

/** Forecasts of `outcomes.length` series of a panel, from the one with that index. */
export interface DonePart {
  /** Of a panel in a manifest: where the manifest has its forecast written. */
  output?: string;
  from: number;
  forecasts: Forecasts<Uint8Array>;
}

type Head = (Omit<DonePart, "forecasts"> & Omit<Forecasts<Uint8Array>, "csv"> & { bytes: number })[];

export function encodeDone(parts: readonly DonePart[]): Uint8Array {
  const head: Head = parts.map(({ forecasts: { csv, ...rest }, ...place }) => ({
    ...place,
    bytes: csv.length,
    ...rest,
  }));
  const line = new TextEncoder().encode(`${JSON.stringify(head)}\n`);
  return Buffer.concat([line, ...parts.map(({ forecasts }) => forecasts.csv)]);
}

export function decodeDone(content: Uint8Array): DonePart[] {
  const end = content.indexOf("\n".charCodeAt(0));
  const head = JSON.parse(new TextDecoder().decode(content.subarray(0, end))) as Head;
  let at = end + 1;
  return head.map(({ output, from, bytes, ...rest }) => ({
    ...(output !== undefined && { output }),
    from,
    forecasts: { ...rest, csv: content.subarray(at, (at += bytes)) },
  }));
}
