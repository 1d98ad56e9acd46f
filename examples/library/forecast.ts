// Brings up the local cloud, forecasts a file four weeks ahead, and removes everything again.
import { CloudRunnerError, down, predict, up } from "cloud-runner";

const [file = "data.csv", folder = "."] = process.argv.slice(2);
try {
  await up({ folder, onProgress: ({ text }) => void process.stderr.write(`${text}\n`) });
  const [result] = await predict([file], { folder, model: "mstl", horizon: 28, interval: 0.9 });
  if (result?.status === "ok") {
    for (const { date, prediction, prediction_lower, prediction_upper } of result.forecast)
      console.log(date, prediction, prediction_lower, prediction_upper);
  } else {
    console.error(result?.error.code, result?.error.message, result?.error.fix);
  }
  await down({ folder, confirm: "forecast" });
} catch (error) {
  if (!(error instanceof CloudRunnerError)) throw error;
  console.error(`${error.code}: ${error.message} ${error.fix ?? ""}`);
  process.exitCode = 1;
}
