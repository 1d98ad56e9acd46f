// Parquet between this program and those of Python: pyarrow, pandas, polars and DuckDB write what it reads, and read what it writes.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readText } from "../../src/model/files/open-file.ts";
import type { DateKind } from "../../src/model/results/date-cells.ts";
import { writeResult } from "../../src/model/results/write-result.ts";
import { answersOf, installPython, type ForeignClient } from "../support/foreign-clients.ts";
import { runTool } from "../support/google-tools.ts";

let folder: string;
let client: ForeignClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquet-"));
  client = await installPython("pandas", "pyarrow", "polars", "duckdb", "pytz");
}, 400_000);
afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

const python = (verb: "write" | "read") =>
  answersOf(
    runTool("python3", [fileURLToPath(new URL("clients/parquet.py", import.meta.url)), verb, folder], {
      PYTHONPATH: join(client.folder, "packages"),
    }),
  );

it("reads what Python's programs write", async (context) => {
  context.skip(client.lacks !== undefined, client.lacks);
  const expected = (await python("write")) as Record<string, string[]>;
  const read: Record<string, string[]> = {};
  for (const name of Object.keys(expected)) {
    const { text } = await readText(await readFile(join(folder, `${name}.parquet`)));
    read[name] = Buffer.from(text).toString().replace(/\n$/, "").split("\n");
  }
  expect(read).toEqual(expected);
  expect(Object.keys(expected).length).toBeGreaterThan(25);
});

it("writes what Python's programs read, with the types that it says", async (context) => {
  context.skip(client.lacks !== undefined, client.lacks);
  const dates: Record<string, [DateKind | undefined, string]> = {
    day: ["day", "@1706659200"],
    time: ["time", "@1706724000"],
    moment: ["moment", "@1706724000 3600"],
    text: [undefined, "2024Q1"],
  };
  for (const [name, [kind, date]] of Object.entries(dates)) {
    const csv = Buffer.from(`date,prediction,prediction_lower,shop,model\n${date},0.1,1e+21,007,naive\n`);
    const table = { csv, dates: kind, numbers: 2 };
    const bytes = await writeResult(table, "parquet", { pause: async () => {} });
    await writeFile(join(folder, `${name}.parquet`), bytes);
  }
  const others = ["float64", "float64", "str", "str"];
  const rest = ["0.1", "1e+21", "007", "naive"];
  expect(await python("read")).toEqual({
    day: { pandas: "object", polars: "Date", duckdb: "DATE", others, first: ["2024-01-31", ...rest] },
    time: {
      pandas: "datetime64[us]",
      polars: "Datetime(time_unit='us', time_zone=None)",
      duckdb: "TIMESTAMP",
      others,
      first: ["2024-01-31 18:00:00", ...rest],
    },
    moment: {
      pandas: "datetime64[us, UTC]",
      polars: "Datetime(time_unit='us', time_zone='UTC')",
      duckdb: "TIMESTAMP WITH TIME ZONE",
      others,
      first: ["2024-01-31 17:00:00+00:00", ...rest],
    },
    text: { pandas: "str", polars: "String", duckdb: "VARCHAR", others, first: ["2024Q1", ...rest] },
  });
});
