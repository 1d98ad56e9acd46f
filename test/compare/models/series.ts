// A series model of a user's own, whose forecast shows everything that it is given, and which fails on demand.
import {
  columnOf,
  createFrame,
  defineModel,
  InputError,
  lowerColumn,
  upperColumn,
  z,
} from "cloud-runner/model";

export default defineModel({
  name: "mirror",
  version: "7",
  parameters: z.object({
    damping: z.number().min(0).max(1).default(0.5),
    further: z.array(z.string()).default([]),
    bands: z.boolean().default(false),
    fails: z.enum(["throw", "refuse", "nan", "short", "column", "nothing", "die"]).optional(),
    /** Only series that begin with it fail. */
    at: z.number().optional(),
  }),
  minimumRows: 3,
  maximumRows: 1000,
  columns: ({ further }) => further,
  load: () => ({ weight: 3 }),
  predict({ history, future, frequency, season, levels, parameters, loaded }) {
    const y = columnOf(history, "y");
    const fails = y[0] === (parameters.at ?? y[0]) ? parameters.fails : undefined;
    if (fails === "throw") throw new TypeError("It does not work.");
    if (fails === "refuse")
      throw new InputError("Not this one.", { code: "model.mine", fix: "Send another." });
    if (fails === "die") process.exit(3);
    if (fails === "nothing") return undefined as never;
    const ds = columnOf(future, "ds");
    const seen = [...history.columns, ...future.columns, frequency, season, ...levels, loaded.weight].join();
    const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
    const told = parameters.further.map((name) => sum(columnOf(history, name)) + sum(columnOf(future, name)));
    const base = seen.length + sum(told) + parameters.damping * (y.at(-1)! - y[0]!);
    const yhat = ds.map((seconds, step) => base + y[(y.length + step) % y.length]! + (seconds % 1000) / 7);
    // What is given is the model's own: whatever it does to it is seen nowhere else.
    y.reverse().fill(0);
    if (fails === "nan" && columnOf(history, "ds").length > 3) yhat[1] = Number.NaN;
    if (fails === "short") yhat.pop();
    const columns: Record<string, number[]> = { ds: ds.slice(0, yhat.length) };
    columns[fails === "column" ? "forecast" : "yhat"] = yhat;
    for (const level of parameters.bands ? levels : []) {
      columns[lowerColumn(level)] = yhat.map((each) => each - 10 * level);
      columns[upperColumn(level)] = yhat.map((each) => each + 10 * level);
    }
    return createFrame(columns);
  },
});
