// What `cloud-runner runs cancel` prints.
import { plural } from "../../../../core/duration.ts";
import type { CancelledRun } from "../../../../library/runs/run-summary.ts";
import type { View } from "../../../shell/view.ts";
import { filesOf } from "../run-text.ts";

export const render = (
  { cancelled, answered, stopped = 0 }: CancelledRun,
  { paint, symbols }: View,
): string =>
  `${paint.green(symbols.ok)} ${filesOf(cancelled)} taken back; ${filesOf(answered)} had an answer before${stopped === 0 ? "" : `; ${plural(stopped, "execution")} of the job stopped`}`;
