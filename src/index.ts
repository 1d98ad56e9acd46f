// What a program imports as `cloud-runner`. Nothing here prints, ends the process or changes what is shared in it;
// docs/library.md has examples.
export { predict } from "./library/api/predict.ts";
export type { PredictOptions } from "./library/api/predict-options.ts";
export type {
  FailedFile,
  PredictAndReportOptions,
  PredictedFile,
  Prediction,
} from "./library/api/predict.ts";
export {
  cancelRun,
  fetchRun,
  listRuns,
  removeRuns,
  resumeRun,
  showRun,
  startRun,
  watchRun,
} from "./library/api/runs.ts";
export type {
  ContinueOptions,
  FetchOptions,
  RunDetails,
  RunOutcome,
  RunSummary,
  StartedRun,
} from "./library/api/runs.ts";
export type { RunEvent, RunProgress } from "./library/runs/run-events.ts";
export type { CancelledRun, InputState, RunCounts } from "./library/runs/run-summary.ts";
export { check } from "./library/api/check.ts";
export type {
  CheckedFile,
  FaultyFile,
  SeriesFault,
  SoundFile,
  SoundTable,
} from "./library/check/checked-file.ts";
export { backtest } from "./library/api/backtest.ts";
export type { BacktestOptions, BacktestResult, FailedModel, ScoredModel } from "./library/api/backtest.ts";
export { down, plan, up } from "./library/api/stack.ts";
export type {
  Cost,
  DownOptions,
  DownResult,
  PlannedResource,
  PlanResult,
  PlanSummary,
  StackOptions,
  StackOutputs,
  UpResult,
} from "./library/api/stack.ts";
export {
  addSchedule,
  listSchedules,
  pauseSchedule,
  removeSchedule,
  resumeSchedule,
  runSchedule,
} from "./library/api/schedules.ts";
export type { Schedule, ScheduleOptions } from "./library/api/schedules.ts";
export { startLocalCloud } from "./library/api/local-cloud.ts";
export type { LocalCloud } from "./library/api/local-cloud.ts";
export type { ForecastParameters } from "./library/api/forecast-parameters.ts";
export type { ForecastRow } from "./library/api/forecast-rows.ts";
export type { Options } from "./library/api/options.ts";
export type { ProgressEvent } from "./library/api/progress.ts";
export type { Source } from "./library/api/sources.ts";
export type { ConfigInput } from "./core/config.ts";
export type { InputFault } from "./core/contract.ts";
export type { ForecastCompleted, ForecastFailed, ManifestCompleted } from "./core/events/event-contract.ts";
export {
  AuthenticationError,
  CloudError,
  CloudRunnerError,
  ConfigError,
  ExecError,
  InterruptedError,
  PlanRefusedError,
  PreconditionError,
  TimeoutError,
  UsageError,
} from "./core/errors.ts";
