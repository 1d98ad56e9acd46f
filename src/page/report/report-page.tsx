// A report of either kind below its title.
import type { ReportData } from "../../core/report/report-data.ts";
import { ThemeChoice } from "../style/theme.tsx";
import { BacktestView } from "./backtest-view.tsx";
import { ForecastView } from "./forecast-view.tsx";

export const ReportPage = ({ data }: { data: ReportData }) => (
  <>
    <header class="page-head report-head">
      <h1>{data.title}</h1>
      <ThemeChoice />
    </header>
    <main>{data.kind === "forecast" ? <ForecastView data={data} /> : <BacktestView data={data} />}</main>
  </>
);
