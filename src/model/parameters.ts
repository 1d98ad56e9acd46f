// What a forecast can be told. Values arrive as strings from object metadata, or as JSON from the configuration.
import { z } from "zod";
import { InputError, quote } from "./input-error.ts";

export type RawParameters = Readonly<Record<string, string | number | boolean>>;

const numeric = (value: unknown): unknown =>
  typeof value === "string" && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)
    ? Number(value)
    : value;

const number = (schema: z.ZodNumber) => z.preprocess(numeric, schema);

const word = (value: unknown): unknown => (typeof value === "string" ? value.trim().toLowerCase() : value);

const choice = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.preprocess(word, z.enum(names));

const name = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  z.string().trim().min(1),
);

/** `auto`, on, off, or the number of Fourier terms. */
const seasonality = z
  .preprocess(
    (value) => {
      const plain = numeric(word(value));
      return plain === "true" ? true : plain === "false" ? false : plain;
    },
    z.union([z.literal("auto"), z.boolean(), z.int().min(1).max(100)], {
      error: "must be auto, true, false or a whole number from 1 to 100",
    }),
  )
  .default("auto");

const scale = (fallback: number) => number(z.number().min(1e-6).max(1e6)).default(fallback);

const maximumHorizon = 10_000;

const schema = z.strictObject({
  model: choice(["prophet", "seasonal-naive", "naive"]).default("prophet"),
  /** Rows to forecast. The default depends on the frequency. */
  horizon: number(z.int().min(1).max(maximumHorizon)).optional(),
  /** Spacing of the rows; inferred when absent. */
  frequency: name.optional(),
  /** Probability that the band shall hold; 0 leaves the band out. */
  interval: number(z.number().min(0).lt(1)).default(0.8),
  /** Column of the dates. */
  date: name.optional(),
  /** Column of the values. */
  target: name.optional(),
  /** Rows until the pattern repeats, for seasonal-naive. The default depends on the frequency. */
  "season-length": number(z.int().min(1).max(100_000)).optional(),
  growth: choice(["linear", "flat", "logistic"]).default("linear"),
  cap: number(z.number()).optional(),
  floor: number(z.number()).optional(),
  "changepoint-prior-scale": scale(0.05),
  "n-changepoints": number(z.int().min(0).max(500)).default(25),
  "changepoint-range": number(z.number().gt(0).max(1)).default(0.8),
  "seasonality-mode": choice(["additive", "multiplicative"]).default("additive"),
  "seasonality-prior-scale": scale(10),
  "yearly-seasonality": seasonality,
  "weekly-seasonality": seasonality,
  "daily-seasonality": seasonality,
  /** Futures that are drawn for the band. */
  samples: number(z.int().min(100).max(10_000)).default(1000),
});

export type Parameters = z.infer<typeof schema>;
export type ParameterName = keyof Parameters;

export const parameterNames = Object.keys(schema.shape) as ParameterName[];

const common: readonly ParameterName[] = ["model", "horizon", "frequency", "interval", "date", "target"];

/** Whether a parameter changes what the model does. */
export function appliesTo(parameter: ParameterName, model: Parameters["model"]): boolean {
  if (common.includes(parameter)) return true;
  if (parameter === "season-length") return model === "seasonal-naive";
  return model === "prophet";
}

/**
 * Checks raw parameters and fills in the defaults that do not depend on the data.
 * @throws InputError parameter.unknown, or `parameter.<name>` for a wrong value
 */
export function parseParameters(raw: RawParameters): Parameters {
  for (const key of Object.keys(raw)) {
    if ((parameterNames as string[]).includes(key)) continue;
    const near = nearest(key);
    throw new InputError(`There is no parameter ${quote(key)}.`, {
      code: "parameter.unknown",
      fix:
        near === undefined
          ? `Remove it; known are ${parameterNames.join(", ")}.`
          : `Write ${near} instead, or remove it.`,
    });
  }
  const result = schema.safeParse(raw);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const parameter = String(issue.path[0]);
    throw new InputError(
      `The parameter ${parameter} is ${quote(String(raw[parameter]))}: ${issue.message}.`,
      {
        code: `parameter.${parameter}`,
        fix: `Correct ${parameter}, or remove it to use the default.`,
      },
    );
  }
  checkGrowth(result.data);
  return result.data;
}

function checkGrowth({ model, growth, cap, floor }: Parameters): void {
  if (model !== "prophet") return;
  if (growth === "logistic" && cap === undefined) {
    throw new InputError("Logistic growth needs a cap, the level at which it saturates.", {
      code: "parameter.cap",
      fix: "Set cap to a value above every value of the series, or use growth linear.",
    });
  }
  if (cap !== undefined && cap <= (floor ?? 0)) {
    throw new InputError(`The cap ${cap} is not above the floor ${floor ?? 0}.`, {
      code: "parameter.cap",
      fix: "Set cap above floor; floor is 0 when it is not set.",
    });
  }
  if (growth !== "logistic" && (cap !== undefined || floor !== undefined)) {
    throw new InputError(`${cap === undefined ? "floor" : "cap"} has a meaning only with logistic growth.`, {
      code: `parameter.${cap === undefined ? "floor" : "cap"}`,
      fix: "Set growth to logistic, or remove cap and floor.",
    });
  }
}

/** The known name that is fewest edits away, if it is near enough to be meant. */
function nearest(key: string): string | undefined {
  const plain = key.toLowerCase().replaceAll("_", "-");
  const ranked = parameterNames
    .map((known) => ({ known, distance: editDistance(plain, known) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0]!;
  return best.distance <= Math.max(1, Math.floor(best.known.length / 3)) ? best.known : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substituted));
    }
    previous = current;
  }
  return previous[b.length]!;
}
