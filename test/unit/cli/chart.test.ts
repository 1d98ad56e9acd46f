import { describe, expect, it } from "vitest";
import { newestHistory, type ChartData } from "../../../src/cli/chart/chart-data.ts";
import { svgChart } from "../../../src/cli/chart/svg.ts";
import { terminalChart } from "../../../src/cli/chart/terminal.ts";
import { viewOf } from "../../../src/cli/shell/view.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const wave = (index: number) => 100 + 20 * Math.sin((index / 7) * Math.PI * 2);

const data: ChartData = {
  title: "sales.csv: 7 rows by prophet",
  history: Array.from({ length: 28 }, (_, index) => ({ at: start + index * day, value: wave(index) })),
  forecast: Array.from({ length: 7 }, (_, index) => ({
    at: start + (28 + index) * day,
    value: wave(28 + index),
    lower: wave(28 + index) - 10,
    upper: wave(28 + index) + 10,
  })),
  bandName: "80 % interval",
};

function draw(chart: ChartData, env: Record<string, string> = {}, columns = 60): string {
  const view = viewOf({ write: () => true, columns }, { env, platform: "linux" }, !("FORCE_COLOR" in env));
  return view.show(terminalChart(chart, { view, rows: 9 }));
}

describe("the drawing in the terminal", () => {
  it("shows history, forecast, interval and axes", () => {
    expect(draw(data)).toMatchInlineSnapshot(`
      "sales.csv: 7 rows by prophet
           │                                             ⢀⢔⢅
       120 ┤  ⢀⣄         ⢀⣄         ⢀⣄         ⢀⣄        ⢔⢕⣕⢕⠄
           │ ⡸⠁⠈⢆       ⡸⠁⠈⢆       ⡸⠁⠈⢆       ⡸⠁⠈⢆      ⢐⣽⢕⢝⢗⢅
           │⢠⠃  ⠈⡆     ⢠⠃  ⠈⡆     ⢠⠃   ⡇     ⢠⠃   ⡇     ⢵⠗⠑⠑⢕⣗⠄
       100 ┤⠎    ⢸    ⢀⠎    ⢸    ⢀⠎    ⠸⡀   ⢀⠎    ⠸⡀    ⢟⠁  ⠐⢽⣕
           │      ⢇   ⡜      ⢇   ⡜      ⢇   ⡸      ⢇    ⠅    ⠐⢗⢕⢀⢔
           │      ⠈⢆ ⣠⠃      ⠈⢇ ⣠⠃      ⠈⢇ ⣠⠃      ⠈⢇ ⣀       ⢙⢷⢕⣕
        80 ┤       ⠈⠊         ⠈⠊         ⠈⠊         ⠈⠊        ⠐⢝⢟⢕
           │                                                   ⠐⠕⠑
           └──────────────────────────────────────────┬───────────
            2026-01-01                      2026-01-28  2026-02-04
            ━ history   ━ forecast   ░ 80 % interval"
    `);
  });

  it("keeps to ASCII where nothing else can be shown", () => {
    const text = draw(data, { CLOUD_RUNNER_ASCII: "1" });
    expect(text).toMatchInlineSnapshot(`
      "sales.csv: 7 rows by prophet
           |                                              :
       120 +   *          *          *          *        : o
           |  * *       ** *       ** *       ** *       oo o
           | *   *     **   *     **   *     **  *      oo :o:
       100 +*    **    *    **    *    **    *    *     o   :o:
           |      *   *      *   *      *   *      *         :o: :
        80 +       * *        ***        ***        ***       :ooo
           |        *          *          *          *         o :
           |                                                    :
           +------------------------------------------+-----------
            2026-01-01                      2026-01-28  2026-02-04
            * history   o forecast   : 80 % interval"
    `);
    expect(text).toMatch(/^[\n\x20-\x7E]*$/);
  });

  it("fits into the width of the terminal", () => {
    for (const columns of [30, 60, 80, 200]) {
      const widest = Math.max(
        ...draw(data, {}, columns)
          .split("\n")
          .map((line) => line.length),
      );
      expect(widest).toBeLessThanOrEqual(Math.min(columns, 100));
    }
  });

  it("colours each layer in its own colour", () => {
    const text = draw(data, { FORCE_COLOR: "1" });
    expect(text).toContain("\u001B[36m");
    expect(text).toContain("\u001B[35m");
  });

  it.each<[string, Partial<ChartData>]>([
    ["without history", { history: [] }],
    ["with one row", { history: [], forecast: data.forecast.slice(0, 1) }],
    ["of a constant", { history: [], forecast: data.forecast.map(({ at }) => ({ at, value: 5 })) }],
    ["of zeros", { history: [], forecast: data.forecast.map(({ at }) => ({ at, value: 0 })) }],
    ["of nothing", { history: [], forecast: [] }],
  ])("can be made %s", (_, part) => {
    const text = draw({ ...data, ...part });
    expect(text.split("\n")).toHaveLength(13);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });
});

it("shows only as much of a long history as leaves room for the forecast", () => {
  const history = Array.from({ length: 1000 }, (_, index) => ({ at: index, value: index }));
  expect(newestHistory(history, data.forecast)).toHaveLength(60);
  expect(
    newestHistory(
      history,
      Array.from({ length: 100 }, () => ({ at: 0, value: 0 })),
    ),
  ).toHaveLength(400);
  expect(newestHistory(history.slice(0, 10), data.forecast)).toHaveLength(10);
});

describe("the picture", () => {
  it("shortens a title that has no room in its middle, where the name of the file is", () => {
    const title = `${"long ".repeat(30)}.csv: 28 rows by auto`;
    const svg = svgChart({ ...data, title });
    expect(svg).toContain(`aria-label="${title}"`);
    expect(/class="title"[^>]*>([^<]*)/.exec(svg)?.[1]).toBe(
      "long long long long long long long long lon…ong long .csv: 28 rows by auto",
    );
    expect(svgChart({ ...data, title: "数".repeat(80) })).toContain(
      `>${"数".repeat(21)}…${"数".repeat(15)}<`,
    );
  });

  it("draws several below one another", () => {
    const svg = svgChart([data, { ...data, title: "another" }]);
    expect(svg).toContain('viewBox="0 0 860 800"');
    expect(svg.match(/<svg /g)).toHaveLength(3);
    expect(svg.match(/<\/svg>/g)).toHaveLength(3);
    expect(svg).toContain('y="400"');
  });

  it("is a standalone SVG with a line for history and forecast, a band, and labels", () => {
    const svg = svgChart({ ...data, title: 'a<b>&"c".csv' });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain("a&lt;b&gt;&amp;&quot;c&quot;.csv");
    for (const part of [
      'class="line history"',
      'class="line forecast"',
      'class="band" d=',
      "80 % interval",
      "2026-01-01",
    ]) {
      expect(svg).toContain(part);
    }
    expect(svg).not.toMatch(/NaN|undefined|<script|href/);
  });

  it("has no band when the forecast has none", () => {
    const svg = svgChart({
      title: "t",
      history: data.history,
      forecast: data.forecast.map(({ at, value }) => ({ at, value })),
    });
    expect(svg).not.toContain('class="band"');
  });
});
