import { afterEach, describe, expect, it, vi } from "vitest";
import { terminalChart } from "../../../../../src/cli/chart/terminal.ts";
import { chartsOf } from "../../../../../src/cli/commands/predict/charts.ts";
import { viewOf } from "../../../../../src/cli/shell/view.ts";

type File = Parameters<typeof chartsOf>[0];

const result = "date,prediction,prediction_lower,prediction_upper\n2026-01-03,3,2,4\n";

function fileOf(sent: string, csv = result, more: Partial<File> = {}): File {
  return {
    status: "ok",
    input: { label: "sales.csv", outputPath: undefined } as File["input"],
    object: "sales.csv",
    generation: "1",
    sent: Buffer.from(sent),
    content: Buffer.from(csv),
    csv,
    rows: 1,
    model: "naive",
    modelVersion: "naive 1",
    parameters: { interval: 0.8 },
    warnings: [],
    explanation: undefined,
    series: undefined,
    revision: undefined,
    ownModel: undefined,
    durationMs: 1,
    ...more,
  };
}

const day = (date: number) => Date.UTC(2026, 0, date);
const known = [
  { at: day(1), value: 1 },
  { at: day(2), value: 2 },
];

afterEach(() => vi.unstubAllEnvs());

describe("the drawing of a forecast", () => {
  it.each([
    ["the usual columns", "date,y\n2026-01-01,1\n2026-01-02,2\n", {}],
    ["other names", "x,day,sales\n9,2026-01-01,1\n9,2026-01-02,2\n", { date: "day", target: "sales" }],
    ["semicolons", "ds;y\n2026-01-01;1.0\n2026-01-02;2.0\n", {}],
    [
      "quotes, a byte order mark and CRLF",
      '\uFEFF"date","y"\r\n"2026-01-01","1"\r\n"2026-01-02","2"\r\n',
      {},
    ],
    ["rows out of order, and rows without a value", "date,y\n2026-01-02,2\n2026-01-03,\n2026-01-01,1\n", {}],
  ])("has its history from %s", async (_, sent, parameters) => {
    const [chart] = await chartsOf(fileOf(sent, result, { parameters: { interval: 0.8, ...parameters } }), 1);
    expect(chart).toEqual({
      title: "sales.csv: 1 row by naive",
      history: known,
      forecast: [{ at: day(3), value: 3, lower: 2, upper: 4 }],
      bandName: "80 % interval",
    });
  });

  it("shows the dates of the file wherever it is drawn", async () => {
    vi.stubEnv("TZ", "Europe/Berlin");
    const csv = result.replaceAll("2026-01-03", "2026/01/03");
    const [chart] = await chartsOf(fileOf("date,y\n2026/01/01,1\n2026/01/02,2\n", csv), 1);
    expect(chart!.history).toEqual(known);
    const view = viewOf({ write: () => true, columns: 60 }, { env: {}, platform: "linux" }, false);
    const text = terminalChart(chart!, { view });
    expect(text).toContain("2026-01-01");
    expect(text).not.toContain("2025-12-31");
  });

  it("has no band when none was asked for", async () => {
    const csv = "date,prediction\n2026-01-03T06:00:00,3\n";
    const [chart] = await chartsOf(fileOf("date,y\n2026-01-01,1\n", csv, { parameters: { interval: 0 } }), 1);
    expect(chart).not.toHaveProperty("bandName");
    expect(chart!.forecast).toEqual([{ at: day(3) + 6 * 3_600_000, value: 3 }]);
  });

  it("has no history rather than nonsense from what is no time series", async () => {
    expect(await chartsOf(fileOf("no,table\nat,all\n"), 1)).toMatchObject([{ history: [] }]);
    expect(await chartsOf(fileOf("", "date,prediction\nno,date\n"), 1)).toMatchObject([{ forecast: [] }]);
  });

  it("shows the first series of many, each with its own history", async () => {
    const rows = ["b, the second", "a", "c"].map((id) => `2026-01-03,3,"${id}",naive\n`);
    const sent =
      'id,ds,y\n"b, the second",2026-01-01,1\na,2026-01-01,7\n"b, the second",2026-01-02,2\nc,2026-01-01,1\n';
    const series = { count: 3, fellBack: 0, left: 0, report: undefined, reportUri: undefined };
    const charts = await chartsOf(
      fileOf(sent, `date,prediction,id,model\n${rows.join("")}`, { series, parameters: { id: "id" } }),
      2,
    );
    expect(charts).toMatchObject([
      { title: "sales.csv: b, the second, series 1 of 3", history: known },
      { title: "sales.csv: a, series 2 of 3", history: [{ at: day(1), value: 7 }] },
    ]);
  });

  it("shows before a fallback the rows that it was made of", async () => {
    const sent =
      "id,ds,y\na,2026-01-01,1\na,2026-01-02,2\nb,2026-01-01,5\nb,2026-01-02,lots\nb,2026-01-03,7\n";
    const csv = "date,prediction,id,model\n2026-01-03,3,a,theta\n2026-01-04,7,b,naive\n";
    const series = { count: 2, fellBack: 1, left: 0, report: undefined, reportUri: undefined };
    const charts = await chartsOf(fileOf(sent, csv, { series, parameters: { id: "id", interval: 0 } }), 3);
    expect(charts.map(({ history }) => history.map(({ value }) => value))).toEqual([
      [1, 2],
      [5, 7],
    ]);
  });
});
