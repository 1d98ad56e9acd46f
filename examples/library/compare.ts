// Says whether a file is sound, and which model forecasts it best. Needs no cloud.
import { backtest, check } from "cloud-runner";

const [file = "data.csv"] = process.argv.slice(2);
const found = await check(file);
if (found.status === "failed") throw new Error(`Line ${found.error.line}: ${found.error.message}`);
console.log(`${found.rows} rows`, found.warnings);

const { best, models } = await backtest(file, { models: ["naive", "theta", "mstl"], windows: 2 });
for (const each of models) {
  console.log(each.model, each.status === "ok" ? `MASE ${each.mase}` : each.error.message);
}
console.log(`best: ${best}`);
