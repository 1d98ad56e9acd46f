// The report: reads what the command has put into this very page, and shows it.
import { render } from "preact";
import type { ReportData } from "../../core/report/report-data.ts";
import "../style/base.css";
import { applyTheme, ThemeChoice } from "../style/theme.tsx";
import { SeriesChart } from "../chart/series-chart.tsx";

applyTheme();
const data = JSON.parse(document.getElementById("report-data")!.textContent) as ReportData;
render(<Report data={data} />, document.getElementById("report")!);

function Report({ data: { title, series } }: { data: ReportData }) {
  const [first] = series;
  return (
    <>
      <header class="page-head">
        <h1>{title}</h1>
        <ThemeChoice />
      </header>
      <main>
        {first === undefined ? null : (
          <SeriesChart
            label={title}
            data={{
              lines: [
                { name: "history", role: "history", ...first.history },
                { name: "forecast", role: "forecast", ...first.forecast },
              ],
              origin: first.history.at.at(-1),
            }}
          />
        )}
      </main>
    </>
  );
}
