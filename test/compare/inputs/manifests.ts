// Manifests, what they name, and those that are wrong.
import { day, lines, naive, series, value, type Input } from "./input.ts";

const days = series(60, day);
const data = (name: string, content: string, parameters?: Record<string, string>): Input => ({
  name: `job-data/${name}`,
  content,
  isSilent: true,
  ...(parameters && { parameters }),
});
const panel = `unique_id,ds,y\n${lines(60, (n) => `${n % 2},${day(Math.floor(n / 2))},${value(n)}`)}short,${day(0)},1\n`;

const waiting: Input[] = [
  data("north.csv", days),
  data("south, 2.csv", days.replaceAll(",1", ",2"), { horizon: "5", model: "theta" }),
  data("broken.csv", `${days}x,1\n`),
  data("panel.csv", panel),
  data("unknown-parameter.csv", days, { horizn: "4" }),
  ...Array.from({ length: 12 }, (_, n) => data(`many/${n}.csv`, days.replaceAll("2023", String(2000 + n)))),
];

const names = waiting.map(({ name }) => name);
const good: Record<string, unknown> = {
  all: { id: "nightly", inputs: names, output: "forecasts/{id}/{name}", parameters: naive },
  one: { input: names[0], model: "theta", parameters: { horizon: 4, interval: 0.9 } },
  "its own parameters": { inputs: names.slice(0, 2), output: "own/{name}" },
  "a generation": { input: { name: names[0], generation: "1" }, output: "generation/{name}" },
  "no such input": { inputs: [names[0], "job-data/nowhere.csv"], output: "missing/{name}", model: "naive" },
  "other inputs": {
    inputs: ["steps/days.csv", "panels/two series.csv"],
    output: "others/{name}",
    model: "naive",
  },
  "a bad parameter": { input: names[0], output: "bad/{name}", parameters: { horizon: -1 } },
  "names like patterns": {
    id: "$&{name}",
    input: names[0],
    output: "patterns/{id}/$1{name}",
    model: "naive",
  },
};

const faulty: Record<string, unknown> = {
  "both inputs": { input: "a", inputs: ["b"] },
  "no inputs": { model: "naive" },
  "an empty list": { inputs: [] },
  "an unknown key": { input: "a", paramters: {} },
  "an unknown key of an input": { inputs: [{ name: "a", generaton: "1" }] },
  "an input that is a number": { inputs: ["a", 7] },
  "a wrong generation": { inputs: [{ name: "a", generation: "x" }] },
  "a parameter that is a list": { input: "a", parameters: { horizon: [1] } },
  "the model twice": { input: "a", model: "naive", parameters: { model: "theta" } },
  "one output for two": { inputs: ["a", "b"], output: "same.csv" },
  "an output that is reserved": { input: "a", output: ".cloud-runner/{name}" },
  "an output with dots": { input: "a", output: "../{name}" },
  "an output like a report": { input: "a", output: "{name}.error.json" },
  "a list": [1],
};

const wrongText: Record<string, string | Uint8Array> = {
  "no JSON": '{\n  "input": "a",\n}\n',
  "cut off": '{ "inputs": ["a"',
  empty: "",
  "Latin-1": Buffer.from('{ "input": "caf\u00e9" }', "latin1"),
  "too large": `{ "input": "${"x".repeat(1_100_000)}" }`,
};

const job = (name: string, content: string | Uint8Array): Input => ({
  name: `jobs/${name}.job.json`,
  content,
  isLater: true,
});

export const manifests: Input[] = [
  ...waiting,
  { name: "steps/ignored.csv.error.json", content: "{}", isSilent: true },
  { name: "steps/ignored.csv.series.json", content: "{}", isSilent: true },
  // A later upload takes the place of an answer and of the reports beside it.
  { name: "replaced/report.csv", content: "date,y\nx,1\n" },
  { name: "replaced/report.csv", content: days, parameters: naive, isLater: true },
  { name: "replaced/result.csv", content: days, parameters: naive },
  { name: "replaced/result.csv", content: "date,y\nx,1\n", isLater: true },
  { name: "replaced/series-report.csv", content: panel, parameters: { model: "theta" } },
  {
    name: "replaced/series-report.csv",
    content: panel.replace(/short.*\n/, ""),
    parameters: naive,
    isLater: true,
  },
  ...Object.entries({ ...good, ...faulty }).map(([name, manifest]) => job(name, JSON.stringify(manifest))),
  ...Object.entries(wrongText).map(([name, text]) => job(name, text)),
];
