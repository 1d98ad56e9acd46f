// JSON with a list for each series, in the forms of the programs that write it.
import { expect, test } from "vitest";
import { joinedLists } from "../../../../../src/model/files/json/joined-lists.ts";

const seconds = [1_704_067_200, 1_704_067_260];
const ms = seconds.map((each) => each * 1000);
const days = ["2024-01-01", "2024-01-02"];

const rowsOf = (document: unknown) =>
  joinedLists(document)?.records.map((record) => Object.values(record).join(" "));

test.each<[string, unknown, string, string[]]>([
  [
    "Prometheus",
    {
      status: "success",
      data: {
        resultType: "matrix",
        result: ["a:9090", "web-01"].map((instance, at) => ({
          metric: { __name__: "up", instance },
          values: seconds.map((time) => [time, String(time + at)]),
        })),
      },
    },
    "metric.instance column1 column2",
    [
      "a:9090 1704067200 1704067200",
      "a:9090 1704067260 1704067260",
      "web-01 1704067200 1704067201",
      "web-01 1704067260 1704067261",
    ],
  ],
  [
    "Prometheus with one series, which needs no name",
    { data: { result: [{ metric: {}, values: seconds.map((time) => [time, "5"]) }] } },
    "column1 column2",
    ["1704067200 5", "1704067260 5"],
  ],
  [
    "InfluxDB",
    {
      results: [
        {
          statement_id: 0,
          series: ["a", "b"].map((host) => ({
            name: "cpu",
            tags: { host },
            columns: ["time", "mean"],
            values: days.map((day) => [day, 5]),
          })),
        },
      ],
    },
    "tags.host time mean",
    ["a 2024-01-01 5", "a 2024-01-02 5", "b 2024-01-01 5", "b 2024-01-02 5"],
  ],
  [
    "Graphite, the time behind the value",
    ["a", "b"].map((target) => ({ target, datapoints: seconds.map((time) => [7, time]) })),
    "target column1 column2",
    ["a 7 1704067200", "a 7 1704067260", "b 7 1704067200", "b 7 1704067260"],
  ],
  [
    "OpenTSDB",
    ["a", "b"].map((host) => ({
      metric: "cpu",
      tags: { host },
      dps: Object.fromEntries(seconds.map((time) => [time, 3])),
    })),
    "tags.host index value",
    ["a 1704067200 3", "a 1704067260 3", "b 1704067200 3", "b 1704067260 3"],
  ],
  [
    "Grafana",
    {
      results: {
        A: {
          frames: [
            {
              schema: { name: "x", fields: [{ name: "Time" }, { name: "Value" }] },
              data: { values: [ms, [1, 2]] },
            },
          ],
        },
      },
    },
    "Time Value",
    ["1704067200000 1", "1704067260000 2"],
  ],
  [
    "Yahoo, a list a column",
    {
      chart: {
        result: [
          {
            meta: { currency: "USD" },
            timestamp: seconds,
            indicators: { quote: [{ open: [1, 2], close: [3, 4] }], adjclose: [{ adjclose: [5, 6] }] },
          },
        ],
        error: null,
      },
    },
    "timestamp open close adjclose",
    ["1704067200 1 3 5", "1704067260 2 4 6"],
  ],
  [
    "CoinGecko, lists by their names",
    { prices: ms.map((time) => [time, 1]), total_volumes: ms.map((time) => [time, 2]) },
    "series column1 column2",
    [
      "prices 1704067200000 1",
      "prices 1704067260000 1",
      "total_volumes 1704067200000 2",
      "total_volumes 1704067260000 2",
    ],
  ],
  [
    "Highcharts",
    { title: { text: "T" }, series: ["N", "S"].map((name) => ({ name, data: ms.map((time) => [time, 4]) })) },
    "name column1 column2",
    ["N 1704067200000 4", "N 1704067260000 4", "S 1704067200000 4", "S 1704067260000 4"],
  ],
  [
    "Plotly",
    {
      data: ["N", "S"].map((name) => ({ type: "scatter", name, x: days, y: [1, 2] })),
      layout: { title: "T" },
    },
    "name x y",
    ["N 2024-01-01 1", "N 2024-01-02 2", "S 2024-01-01 1", "S 2024-01-02 2"],
  ],
  [
    "Chart.js, a column for each dataset",
    { labels: ["Jan 2024", "Feb 2024"], datasets: ["N", "S"].map((label) => ({ label, data: [1, 2] })) },
    "labels N S",
    ["Jan 2024 1 1", "Feb 2024 2 2"],
  ],
  [
    "Google Cloud Monitoring, labels deep inside",
    {
      timeSeries: ["a", "b"].map((instance_name) => ({
        metric: { type: "x", labels: { instance_name } },
        points: [{ at: days[0], value: 5 }],
      })),
    },
    "metric.labels.instance_name at value",
    ["a 2024-01-01 5", "b 2024-01-01 5"],
  ],
  [
    "lists that nothing tells apart",
    [days.map((day) => ({ day, y: 1 })), days.map((day) => ({ day, y: 2 }))],
    "series day y",
    ["1 2024-01-01 1", "1 2024-01-02 1", "2 2024-01-01 2", "2 2024-01-02 2"],
  ],
])("%s", (_, document, columns, rows) => {
  expect(Object.keys(joinedLists(document)!.records[0]!).join(" ")).toBe(columns);
  expect(rowsOf(document)).toEqual(rows);
});

test.each([
  [
    "no dates",
    {
      data: [
        {
          name: "a",
          values: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
    },
  ],
  ["two unlike tables", { hourly: { time: days, x: [1, 2] }, daily: { time: days, y: [3, 4] } }],
  ["a list without dates beside its start", { start: "2024-01-01", target: [1, 2, 3] }],
  ["nothing", {}],
])("finds nothing in %s", (_, document) => {
  expect(joinedLists(document)).toBeUndefined();
});
