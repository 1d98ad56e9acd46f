// What a storm uploads: small series whose forecasts are known beforehand, and a few files that can never work.
import { seededRandom } from "../../src/local/chaos/seeded-random.ts";
import { dailySeries } from "../support/series.ts";

export interface Upload {
  content: string;
  metadata: Record<string, string>;
}

export interface Input {
  name: string;
  /** Uploaded one after the other under the same name; the last one counts. */
  uploads: Upload[];
  /** What the output must be of the last upload: a forecast with this first value, any forecast, or a report. */
  answer: { kind: "forecast"; rows: number; first?: number } | { kind: "report"; code: string };
}

const broken: readonly (readonly [code: string, content: string])[] = [
  ["csv.value-not-a-number", "date,y\n2024-01-01,1\n2024-01-02,many\n"],
  ["csv.no-rows", "date,y\n"],
  ["csv.duplicate-date", "date,y\n2024-01-01,1\n2024-01-01,2\n2024-01-02,3\n"],
  ["csv.unclosed-quote", 'date,y\n2024-01-01,"1\n'],
  ["csv.ragged", "date,y\n2024-01-01,1\n2024-01-02,1,2\n"],
  ["csv.empty", " "],
];

/** A series that ends with this value, which is what the model "naive" forecasts. */
const endingWith = (value: number) => `${dailySeries({ days: 20 })}2024-01-21,${value}\n`;

/** Of `count` inputs 3 in 100 are broken, and 3 in 100 of the others are uploaded twice. */
export function inputsFor(seed: number, count: number): Input[] {
  const random = seededRandom(seed);
  const brokenCount = Math.round(count * 0.03);
  const order = Array.from({ length: count }, (_, i) => i).toSorted(
    (a, b) => random("order", a) - random("order", b),
  );
  const isBroken = new Set(order.slice(0, brokenCount));
  return Array.from({ length: count }, (_, i): Input => {
    const name = `storm/${String(i).padStart(5, "0")}.csv`;
    const rows = 2 + Math.floor(random("horizon", i) * 5);
    const metadata = { "forecast-horizon": `${rows}`, "forecast-model": "naive" };
    if (isBroken.has(i)) {
      const [code, content] = broken[Math.floor(random("kind", i) * broken.length)]!;
      return { name, uploads: [{ content, metadata }], answer: { kind: "report", code } };
    }
    if (random("model", i) < 0.03) {
      const upload = {
        content: dailySeries({ days: 60 }),
        metadata: { ...metadata, "forecast-model": "prophet" },
      };
      return { name, uploads: [upload], answer: { kind: "forecast", rows } };
    }
    const values = random("again", i) < 0.03 ? [2 * count + i, 1000 + i] : [1000 + i];
    const uploads = values.map((value) => ({ content: endingWith(value), metadata }));
    return { name, uploads, answer: { kind: "forecast", rows, first: values.at(-1)! } };
  });
}
