// Google writes the same value in several ways; these bring them to one form before they are compared.

/** Seconds of a protobuf Duration (`{seconds: "600"}`, a Long) or of its JSON form (`"600s"`); absent is undefined. */
export function secondsOf(duration: unknown): number | undefined {
  if (duration === null || duration === undefined) return undefined;
  if (typeof duration === "string") return Number.parseFloat(duration);
  if (typeof duration === "number") return duration;
  const { seconds, nanos } = duration as { seconds?: string | number | null; nanos?: number | null };
  // A Long turns into its number through toString.
  return Number(`${seconds ?? 0}`) + (nanos ?? 0) / 1e9;
}

/** An enum value by name, whether it came as a name or as its number in `values`. */
export function enumName(value: unknown, values: Readonly<Record<number, string>>): string | undefined {
  if (typeof value === "number") return values[value];
  return typeof value === "string" ? value : undefined;
}

/** Millicores: `1`, `"2"`, `"500m"`. */
export function milliCpu(value: string | number): number {
  const text = String(value);
  return text.endsWith("m") ? Number.parseInt(text, 10) : Math.round(Number(text) * 1000);
}

const binaryUnits: Readonly<Record<string, number>> = { Ki: 1 / 1024, Mi: 1, Gi: 1024, Ti: 1024 * 1024 };
const decimalUnits: Readonly<Record<string, number>> = { "": 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 };

/** Mebibytes of a Kubernetes quantity: `512Mi`, `1Gi`, `1G`. */
export function mebibytes(quantity: string): number {
  const [, amount, unit] = /^([0-9.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  const factor = binaryUnits[unit ?? ""] ?? (decimalUnits[unit ?? ""] ?? Number.NaN) / (1024 * 1024);
  return Number(amount) * factor;
}

/** A map without keys whose value is absent. */
export function plainMap(map: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map ?? {}).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );
}

/** Whether a field of a message is there and not empty. */
export const isSet = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;

/** The first part of each path, as a field mask names it. */
export const maskOf = (changes: readonly { path: string }[]): string[] => [
  ...new Set(changes.map(({ path }) => snakeCase(path.split(".")[0]!))),
];

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Deep equality of plain data: order of keys does not count, order of arrays does. */
export function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
