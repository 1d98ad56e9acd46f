// Reports as files: of forecasts and of backtests, with the rights of the files that they are made of.
import { resolve } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { RawParameters } from "../../core/contract.ts";
import type { BacktestReport } from "../backtest/report.ts";
import type { FileResult } from "../predict/file-result.ts";
import { leastRights, rightsOf, writeWhole } from "../predict/write-file.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import { backtestPage } from "./backtest-page.ts";
import { composePage } from "./compose-page.ts";
import { withExplainer } from "./explain-series.ts";
import { forecastReport } from "./forecast-report.ts";

export interface ForecastReportRequest {
  /** From the session's folder. */
  path: string;
  run: string | undefined;
  /** Parameters that went along; those of the configuration stand behind them. */
  asked: RawParameters | undefined;
}

/** Of all that was forecast; nothing is written where nothing was. */
export async function writeForecastReport(
  session: Session,
  files: readonly FileResult[],
  { path, run, asked }: ForecastReportRequest,
): Promise<void> {
  if (!files.some(({ status }) => status === "ok")) return;
  const { machine, folder } = session;
  const { config } = await loadConfig(session);
  const parameters = { ...config.forecast, ...asked };
  const madeAt = minuteOf(machine.clock);
  const content = await withExplainer(session, (explain) =>
    forecastReport(files, { run, madeAt, parameters, explain }),
  );
  // Whoever may not read the files may not read what was made of them.
  const mode = await leastRights(files.map(({ input }) => input.path));
  await writeWhole(resolve(folder, path), await composePage(machine.packageFolder, content), { mode });
}

/** @param source of the file that it is about; undefined where it is none */
export async function writeBacktestReport(
  { machine, folder }: Pick<Session, "machine" | "folder">,
  report: BacktestReport,
  { path, source }: { path: string; source: string | undefined },
): Promise<void> {
  const content = await backtestPage(report, { madeAt: minuteOf(machine.clock) });
  const mode = await rightsOf(source === undefined ? undefined : resolve(folder, source));
  await writeWhole(resolve(folder, path), await composePage(machine.packageFolder, content), { mode });
}

/** `2026-01-02 03:04 UTC` */
const minuteOf = (clock: Clock): string =>
  `${new Date(clock.now()).toISOString().slice(0, 16).replace("T", " ")} UTC`;
