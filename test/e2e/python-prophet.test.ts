// Models in Python on the local cloud: the example, and an app as tutorials write it, with pandas reading and writing gs://.
// Both need packages that only their users have: PYTHONPATH may name a folder with them.
import { spawnSync } from "node:child_process";
import { cp, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

/** The names of those packages that this machine's Python does not have. */
function missing(...packages: string[]): string {
  const code = "import importlib.util as u, sys; print(*[p for p in sys.argv[1:] if not u.find_spec(p)])";
  const { status, stdout } = spawnSync("python3", ["-c", code, ...packages], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : "python3";
}

const forExample = missing("flask", "gunicorn", "google.cloud.storage", "prophet");
const forTutorial = missing("flask", "gunicorn", "gcsfs", "prophet");
const skipped = (lacking: string) => (lacking === "" ? "" : ` (skipped: this machine has no ${lacking})`);

/** Knows of its bucket, and of nothing else of this tool. */
const tutorial = `
import base64, json, os
import pandas as pd
from flask import Flask, request
from prophet import Prophet

app = Flask(__name__)

@app.route("/", methods=["POST"])
def index():
    data = json.loads(base64.b64decode(request.get_json()["message"]["data"]))
    df = pd.read_csv(f"gs://{data['bucket']}/{data['name']}")
    df.columns = ["ds", "y"]
    model = Prophet()
    model.fit(df)
    future = model.make_future_dataframe(periods=28, include_history=False)
    out = model.predict(future)[["ds", "yhat"]].rename({"ds": "date", "yhat": "prediction"}, axis=1)
    out.to_csv(f"gs://{os.environ['OUTPUT_BUCKET']}/{data['name']}", index=False)
    return ("", 204)
`;

let folder: ProjectFolder | undefined;
afterEach(() => folder?.remove());

const gunicorn = (app: string) =>
  JSON.stringify({
    command: ["python3", "-m", "gunicorn", "--bind", "127.0.0.1:$PORT", "--timeout", "0", app],
  });

/** Python's packages take their time to load. */
const inTime = ["--timeout", "90s"];

const hyndsight = fileURLToPath(new URL("../../../shared/data/hyndsight.csv", import.meta.url));
const published = hyndsight.replace(".csv", "_published_forecast.csv");

const valuesIn = (csv: string) =>
  csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",")[1]));

describe.skipIf(forExample !== "")(`the example in Python${skipped(forExample)}`, () => {
  it("forecasts, and reports what it cannot read", async () => {
    folder = await createProjectFolder();
    await cp(fileURLToPath(new URL("../../examples/python-prophet", import.meta.url)), folder.path, {
      recursive: true,
    });
    await folder.file("cloud-runner.json", gunicorn("app:app"));
    await folder.file("data.csv", dailySeries());
    await folder.file("bad.csv", "date,y\nnever,1\n");
    await folder.up();
    const { files } = await folder.json<{ files: object[] }>(
      "predict",
      "data.csv",
      ...inTime,
      "--horizon",
      "7",
    );
    expect(files).toMatchObject([{ status: "ok", rows: 7, model: "my-prophet" }]);
    expect(await readFile(await folder.file("data.forecast.csv"), "utf8")).toMatch(
      /^date,prediction,prediction_lower,prediction_upper\n/,
    );
    const { exitCode, stderr } = await folder.run("predict", "bad.csv", ...inTime);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Send date,y.");
  });
});

describe.skipIf(forTutorial !== "")(`an app of a tutorial${skipped(forTutorial)}`, () => {
  it("forecasts without knowing of this tool", async () => {
    folder = await createProjectFolder();
    await folder.file("main.py", tutorial);
    await folder.file("cloud-runner.json", gunicorn("main:app"));
    await folder.file("data.csv", existsSync(hyndsight) ? await readFile(hyndsight) : dailySeries());
    await folder.up();
    const { files } = await folder.json<{ files: object[] }>("predict", "data.csv", ...inTime);
    expect(files).toMatchObject([{ status: "ok", rows: 28, model: "" }]);
    if (!existsSync(published)) return;
    const made = valuesIn(await readFile(await folder.file("data.forecast.csv"), "utf8"));
    const theirs = valuesIn(await readFile(published, "utf8"));
    // Releases of Prophet end their fits a little apart.
    for (const [index, value] of theirs.entries())
      expect(Math.abs(made[index]! / value - 1)).toBeLessThan(0.02);
  });
});
