// What is asked where a file can be read in several ways.
import type { Choices } from "../../core/contract.ts";

const questions: Readonly<Record<string, string>> = {
  target: "Which column shall be forecast?",
  date: "Which column holds the dates?",
  id: "Which column tells the series apart?",
  "date-format": "Which date is meant?",
  decimal: "Which number is meant?",
  aggregate: "What do the rows of one step become?",
  timezone: "In which zone are the times?",
};

export const questionFor = ({ parameter }: Pick<Choices, "parameter">): string =>
  questions[parameter] ?? `Which ${parameter} is meant?`;
