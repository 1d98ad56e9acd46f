import fc from "fast-check";
import { expect, test } from "vitest";
import { closedTimes } from "../../../../src/model/open/closed-times.ts";
import { xoshiro128 } from "../../../../src/model/numeric/random.ts";
import { frequencyName, parseFrequency } from "../../../../src/model/time/frequency-name.ts";
import { futureDates, openFrequency, stepsBetween } from "../../../../src/model/time/frequency.ts";
import { slotOf } from "../../../../src/model/time/open-times.ts";

const [hour, day] = [3600, 86_400];
const week = 7 * day;
/** A Monday. */
const start = Date.UTC(2022, 11, 26) / 1000;

/** Opening hours of each weekday, in steps of the day; none on days that are shut. */
const patterns = fc
  .record({
    step: fc.constantFrom(day, 6 * hour, 3 * hour, hour, 1800, 900),
    weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 2 }),
    opens: fc.double({ min: 0, max: 0.6, noNaN: true }),
    length: fc.double({ min: 0.3, max: 1, noNaN: true }),
    shorter: fc.constantFrom(undefined, 0, 1, 2, 3, 4, 5, 6),
    weeks: fc.integer({ min: 6, max: 30 }),
    from: fc.integer({ min: 0, max: 6 }),
    missing: fc.constantFrom(0, 0.02, 0.05),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
  })
  .map(({ step, weekdays, opens, length, shorter, ...rest }) => {
    const perDay = day / step;
    const first = Math.floor(opens * perDay);
    const last = Math.max(first + 1, Math.round(first + length * (perDay - first)));
    const slots = weekdays.flatMap((at) => {
      const end = at === shorter ? Math.max(first + 1, Math.round((first + last) / 2)) : last;
      return Array.from({ length: end - first }, (_, hours) => at * perDay + first + hours);
    });
    return { step, slots, ...rest };
  });

const dates = ({
  step,
  slots,
  weeks,
  from,
  missing,
  seed,
}: typeof patterns extends fc.Arbitrary<infer T> ? T : never) => {
  const random = xoshiro128([seed, 1, 2, 3]);
  const open = new Set(slots);
  const count = ((weeks * 7 - from) * day) / step;
  return Array.from({ length: count }, (_, at) => start + from * day + at * step).filter(
    (seconds) => open.has(slotOf(seconds, step)) && random() >= missing,
  );
};

test("finds any opening hours in rows of which some are missing, and names them so that they read back", () => {
  fc.assert(
    fc.property(patterns, (pattern) => {
      const ds = dates(pattern);
      const { step, slots } = pattern;
      const found = closedTimes(ds, step, true);
      expect(found?.open.slots ?? Array.from({ length: week / step }, (_, slot) => slot)).toEqual(slots);
      if (found === undefined) return;
      const frequency = openFrequency(found.open);
      expect(parseFrequency(frequencyName(frequency), () => [])).toEqual(frequency);
      const next = futureDates(frequency, ds.at(-1)!, 50);
      expect(next.every((seconds) => slots.includes(slotOf(seconds, step)))).toBe(true);
      expect(next.map((seconds) => stepsBetween(frequency, ds.at(-1)!, seconds))).toEqual(
        next.map((_, at) => at + 1),
      );
    }),
    { numRuns: 200 },
  );
});

test("closes nothing where rows are missing by chance", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(day, 6 * hour, hour, 900),
      fc.integer({ min: 3, max: 40 }),
      fc.double({ min: 0.01, max: 0.7, noNaN: true }),
      fc.integer({ min: 1, max: 2 ** 31 }),
      (step, weeks, missing, seed) => {
        const random = xoshiro128([seed, 3, 2, 1]);
        const ds = Array.from({ length: (weeks * week) / step }, (_, at) => start + at * step).filter(
          () => random() >= missing,
        );
        expect(closedTimes(ds, step, true)).toBeUndefined();
      },
    ),
    { numRuns: 200 },
  );
});
