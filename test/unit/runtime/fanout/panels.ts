// Panels, and a forecaster in this thread.
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Forecaster } from "../../../../src/runtime/forecast/forecaster.ts";
import { testPredictor } from "../../model/support.ts";

export function forecasterHere(): Forecaster {
  const predictor = testPredictor();
  return {
    prepare: async (parameters) => predictor.prepare(parameters),
    async forecast({ chunk, parameters }) {
      const { csv, ...rest } = await predictor.forecast(chunk, parameters);
      return { csv: new TextEncoder().encode(csv), ...rest };
    },
  };
}

export const day = (index: number) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);

export type Row = (series: number, at: number) => string;

/** @param isMixed whether the rows of a date stand together */
export function panel(header: string, row: Row, { isMixed = false, series = 24, rows = 14 } = {}): string {
  const all = Array.from({ length: series }, (_, of) =>
    Array.from({ length: rows }, (_row, at) => row(of, at)),
  );
  const lines = isMixed ? all[0]!.flatMap((_, at) => all.map((each) => each[at]!)) : all.flat();
  return `${header}\n${lines.join("\n")}\n`;
}

export const value = (series: number, at: number) => 10 * series + ((at * 7) % 5) + at / 4;

export const plainRow: Row = (of, at) => `s${of},${day(at)},${value(of, at)}`;

/** The same panel as `panel("unique_id,ds,y", plainRow)`, as columns. */
export function panelCells(how: Parameters<typeof panel>[2] = {}) {
  const rows = panel("unique_id,ds,y", plainRow, how).trimEnd().split("\n").slice(1);
  const cells = rows.map((row) => row.split(","));
  return {
    unique_id: cells.map(([id]) => id!),
    ds: cells.map(([, date]) => new Date(`${date}T00:00:00Z`)),
    y: cells.map(([, , y]) => Number(y)),
  };
}

export const parquetOf = (
  { unique_id, ds, y }: ReturnType<typeof panelCells>,
  rowGroupSize = 100,
): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "unique_id", data: unique_id, type: "STRING" },
        { name: "ds", data: ds, type: "TIMESTAMP" },
        { name: "y", data: y, type: "DOUBLE" },
      ],
      rowGroupSize,
    }),
  );
