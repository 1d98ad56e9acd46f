// A program against the package's library, as a user would write one: the packed test compiles and runs it.
import {
  backtest,
  check,
  type CloudRunnerError,
  down,
  plan,
  predict,
  startLocalCloud,
  up,
} from "cloud-runner";

const [folder = "."] = process.argv.slice(2);
const steps: string[] = [];
const options = { folder, onProgress: ({ text }: { text: string }) => void steps.push(text) };

const cloud = await startLocalCloud({ folder });
const planned = await plan(options);
const { outputs } = await up(options);
const checked = await check("data.csv", { folder, horizon: 14 });
const { best } = await backtest("data.csv", { folder, models: ["naive", "mstl"], horizon: 14 });
const bad = { name: "bad.csv", content: "date,y\n2024-01-01,1\n2024-01-02,lots\n" };
const [sales, faulty] = await predict(["data.csv", bad], { ...options, model: "mstl", horizon: 14 });
const refused = await down({ folder, confirm: "no" }).catch((error: CloudRunnerError) => error.code);
const aborted = await predict(["data.csv"], { folder, signal: AbortSignal.abort() }).catch((error) => error);
const { deleted } = await down({ folder, confirm: "forecast" });
await cloud.close();

const first: number | undefined = sales?.status === "ok" ? sales.forecast[0]?.prediction : undefined;
const code: string | undefined = faulty?.status === "failed" ? faulty.error.code : undefined;
const rows = sales?.status === "ok" ? sales.forecast.length : 0;
const found = { checked: checked.status, best, rows, first, code, refused, aborted: String(aborted.code) };
const { summary } = planned;
process.stdout.write(
  JSON.stringify({ ...found, add: summary.add, bucket: outputs.inputBucket, deleted: deleted.length }),
);
