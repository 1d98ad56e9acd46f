// How far apart the rows of a random series are, and by which name the spacing is to be found.
import type { Form, Step } from "../dates/forms.ts";

export interface Spacing {
  /** As `frequencyName` has it. */
  name: string;
  /** What a form of date must be able to write. */
  step: Step;
  /** @param start days after 1950 */
  dates(start: number, count: number): Date[];
}

const dayMs = 86_400_000;
const epoch = Date.UTC(1950, 0, 1);

const every = (name: string, step: Step, minutes: number): Spacing => ({
  name,
  step,
  dates: (start, count) =>
    Array.from({ length: count }, (_, row) => new Date(epoch + start * dayMs + row * minutes * 60_000)),
});

/** @param day 1 for the first day of the step, 0 for the day before it */
const everyMonths = (name: string, step: Step, months: number, day: 0 | 1): Spacing => ({
  name,
  step,
  dates: (start, count) => {
    const first = Math.ceil(start / 30.5 / months) * months;
    return Array.from({ length: count }, (_, row) => new Date(Date.UTC(1950, first + row * months, day)));
  },
});

export const spacings: readonly Spacing[] = [
  every("min", "minutes", 1),
  every("15min", "minutes", 15),
  every("h", "hours", 60),
  every("6h", "hours", 360),
  every("D", "days", 1440),
  {
    name: "B",
    step: "days",
    dates: (start, count) =>
      every("D", "days", 1440)
        .dates(start, 2 * count + 3)
        .filter((date) => date.getUTCDay() % 6 !== 0)
        .slice(0, count),
  },
  {
    name: "W",
    step: "weeks",
    // On Mondays, which is where weeks with a number begin.
    dates: (start, count) => every("W", "weeks", 7 * 1440).dates(start - ((start + 6) % 7), count),
  },
  every("W", "days", 7 * 1440),
  everyMonths("MS", "months", 1, 1),
  everyMonths("ME", "days", 1, 0),
  everyMonths("QS", "quarters", 3, 1),
  everyMonths("QS", "days", 3, 1),
  everyMonths("QE", "days", 3, 0),
  everyMonths("YS", "years", 12, 1),
  everyMonths("YS", "days", 12, 1),
  everyMonths("YE", "days", 12, 0),
];

export const canWrite = ({ steps }: Form, { step }: Spacing): boolean => steps.includes(step);
