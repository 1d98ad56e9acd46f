// A model of a user's own that scores rows, shows what it is given, and fails on demand.
import { columnOf, DataFrame, defineModel, z } from "cloud-runner/model";

export default defineModel({
  kind: "rows",
  name: "scores",
  columns: { price: "number", age: "number?", city: "text" },
  parameters: z.object({
    fails: z.enum(["throw", "nan", "short"]).optional(),
    text: z.boolean().default(false),
  }),
  predict({ rows, parameters: { fails, text } }) {
    if (fails === "throw") throw new Error("It does not work.");
    const [price, age] = [columnOf(rows, "price"), columnOf(rows, "age")];
    const city = rows.column("city").values as string[];
    const scores = price.map((each, row) => each * 2 + (age[row]! || -1) + city[row]!.length);
    if (fails === "nan") scores[1] = Number.NaN;
    if (fails === "short") scores.pop();
    return new DataFrame({
      label: scores.map((score, row) => `${city[row]}, "${score}"`),
      prediction: text ? scores.map((score) => `about ${score}`) : scores,
      seen: scores.map(() => rows.columns.join("-")),
    });
  },
});
