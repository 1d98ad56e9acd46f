import { describe, expect, test } from "vitest";
import { createRandom, xoshiro128 } from "../../../../../src/model/numeric/random.ts";
import { forecastAllSeasons, shapeOf } from "../../../../../src/model/statistical/methods/long-season.ts";

const { normal } = createRandom(xoshiro128([3, 1, 4, 1]));
const [day, week] = [288, 2016];
/** Five minutes: busy on weekdays, quiet at the weekend. */
const load = (t: number) =>
  Math.floor(t / day) % 7 < 5 ? 200 - 100 * Math.cos((2 * Math.PI * t) / day) : 70;

describe("shapeOf", () => {
  test("begins behind the last row and leaves trend and chance out", () => {
    const y = Float64Array.from({ length: 4 * week + 100 }, (_, t) => load(t) + t / 100 + 5 * normal());
    const shape = shapeOf(y, week);
    const mean = Array.from({ length: week }, (_, t) => load(t)).reduce((sum, value) => sum + value) / week;
    const off = Array.from(shape, (value, h) => Math.abs(value - (load(y.length + h) - mean)));
    expect(off.reduce((sum, value) => sum + value) / week).toBeLessThan(6);
    const noise = shapeOf(Float64Array.from({ length: 3 * week }, normal), week);
    expect(Math.max(...noise.map(Math.abs))).toBeLessThan(0.5);
  });
});

describe("forecastAllSeasons", () => {
  test("goes on with a week of 2016 rows into the weekend", () => {
    // Ends on a Friday at midnight.
    const y = Float64Array.from({ length: 3 * week + 5 * day }, (_, t) => load(t) + 3 * normal());
    const forecasts = forecastAllSeasons(y, [12, day, week], day, (name) => name === "seasonal-naive-288");
    const values = forecasts.get("seasonal-naive-288")!;
    const off = values.map((value, h) => Math.abs(value - load(y.length + h)));
    expect(off.reduce((sum, value) => sum + value) / day).toBeLessThan(8);
  });
});
