// Drift with a seasonal profile: the mean of each phase of the season, over a straight line from the first season to the
// last. docs/own-models.md explains what a model is given and gives.
import { columnOf, createFrame, defineModel, InputError, z } from "cloud-runner/model";

export default defineModel({
  name: "seasonal-drift",
  summary: "A straight line and the mean of each phase of the season",
  parameters: z.object({
    season: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe("Rows until the pattern repeats. Default: as is usual for the frequency, 7 for days."),
    damping: z.number().min(0).max(1).default(1).describe("Share of the slope that is kept."),
  }),
  predict({ history, future, season: usual, parameters }) {
    const y = columnOf(history, "y");
    const season = parameters.season ?? usual;
    if (y.length < 2 * season) {
      throw new InputError(`There are ${y.length} rows, fewer than two seasons of ${season}.`, {
        code: "model.too-few-seasons",
        fix: `Send at least ${2 * season} rows, or set the parameter season to a shorter one.`,
      });
    }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const slope = (mean(y.slice(-season)) - mean(y.slice(0, season))) / (y.length - season);
    const line = (row: number) => mean(y) + slope * (row - (y.length - 1) / 2);
    const profile = Array.from({ length: season }, (_, phase) =>
      mean(y.flatMap((value, row) => (row % season === phase ? [value - line(row)] : []))),
    );
    const ds = columnOf(future, "ds");
    const yhat = ds.map((_, step) => {
      const row = y.length + step;
      return line(y.length - 1) + parameters.damping * slope * (step + 1) + profile[row % season]!;
    });
    // Without columns of bands they are calibrated on the history.
    return createFrame({ ds, yhat });
  },
});
