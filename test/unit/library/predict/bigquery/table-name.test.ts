import { describe, expect, it } from "vitest";
import {
  dotted,
  isQueryFile,
  parsePlace,
  parseTable,
  tableFor,
} from "../../../../../src/library/predict/bigquery/table-name.ts";

describe("the address of a table", () => {
  it.each([
    ["bq://my-shop.data.sales", "my-shop", "data", "sales"],
    ["bq://example.com:my-shop.data.sales", "example.com:my-shop", "data", "sales"],
    ["bq://my-shop.data.sales$20240101", "my-shop", "data", "sales$20240101"],
    ["bq://my-shop.data.Umsätze 2024-01", "my-shop", "data", "Umsätze 2024-01"],
  ])("has three parts: %s", (uri, projectId, datasetId, tableId) => {
    expect(parseTable(uri)).toEqual({ projectId, datasetId, tableId });
    expect(`bq://${dotted(parseTable(uri))}`).toBe(uri);
  });

  it.each([
    "bq://",
    "bq://data.sales",
    "bq://my-shop.data",
    "bq://my-shop.data.sales/",
    "bq://my-shop.data.sales_*",
    "bq://my shop.data.a",
  ])("is refused: %s", (uri) => {
    expect(() => parseTable(uri)).toThrow(/names no table/);
  });
});

it("names a dataset for many forecasts, and a table in it for each", () => {
  expect(parsePlace("bq://my-shop.data/")).toEqual({
    projectId: "my-shop",
    datasetId: "data",
    tableId: undefined,
  });
  expect(tableFor("bq://my-shop.data/", "in/shop north.forecast.parquet")).toBe(
    "bq://my-shop.data.in_shop_north_forecast",
  );
});

it("takes files that end in .sql for queries, and nothing in a bucket", () => {
  expect(["a.sql", "in/A.SQL", "gs://b/a.sql", "sql", "a.sql.csv"].map(isQueryFile)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
