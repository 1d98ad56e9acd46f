// Small series for tests, and the way to the larger data that is not part of this repository.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const dataFolder =
  process.env["CLOUD_RUNNER_TEST_DATA"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** Path of a data file, or undefined where the data is not at hand; the test then skips and says so. */
export function dataFile(name: string): string | undefined {
  const path = join(dataFolder, name);
  return existsSync(path) ? path : undefined;
}

/** A daily CSV with a trend and a weekly pattern, the same on every call. */
export function dailySeries({ days = 120, start = "2024-01-01", scale = 100 } = {}): string {
  const first = Date.parse(`${start}T00:00:00Z`);
  const rows = Array.from({ length: days }, (_, day) => {
    const date = new Date(first + day * 86_400_000).toISOString().slice(0, 10);
    const value = scale + day * 0.3 + 10 * Math.sin((2 * Math.PI * day) / 7) + ((day * 37) % 11);
    return `${date},${value.toFixed(3)}`;
  });
  return `date,y\n${rows.join("\n")}\n`;
}
