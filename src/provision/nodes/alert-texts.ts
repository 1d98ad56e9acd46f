// What an alert says: its name, its condition, and what whoever gets it can do, as the command to paste.
import type { AlertKind } from "../../core/notify/destinations.ts";

interface AlertText {
  title: string;
  condition: string;
  /** Markdown. */
  documentation: string;
}

/** @param where options that the commands need, with a space before them */
export const alertTexts: Readonly<Record<AlertKind, (stack: string, where: string) => AlertText>> = {
  "dead-letters": (stack, where) => ({
    title: `${stack}: dead-letter messages wait`,
    condition: "A dead-letter message waits",
    documentation: [
      `Deliveries of uploads failed too often in the stack ${stack}, and are kept as dead-letter messages.`,
      "See which, and why:",
      ...code(`npx cloud-runner dlq list${where}`),
      "Once the cause is fixed, send them again:",
      ...code(`npx cloud-runner dlq replay --all${where}`),
      "The alert ends when none is left. They are kept for 31 days.",
    ].join("\n"),
  }),
  "failed-forecasts": (stack, where) => ({
    title: `${stack}: forecasts failed`,
    condition: "A forecast failed",
    documentation: [
      `Inputs of the stack ${stack} got an error report instead of a forecast, or a manifest had inputs that failed.`,
      "See which, with line, column and fix:",
      ...code(`npx cloud-runner logs --since 24h${where}`),
      "The report lies in the output bucket under the name of the input, with .error.json behind it.",
      "At most one message comes in five minutes; the log has all failures.",
    ].join("\n"),
  }),
  "missed-schedules": (stack, where) => ({
    title: `${stack}: a schedule missed its time`,
    condition: "A run of a schedule failed",
    documentation: [
      `Cloud Scheduler could not start the forecasts of a schedule of the stack ${stack}.`,
      "It tries again for up to six hours. See which, and why:",
      ...code(`npx cloud-runner schedule list${where}`, `npx cloud-runner status${where}`),
      "Once the cause is fixed, run it by hand:",
      ...code(`npx cloud-runner schedule run NAME${where}`),
      "What did come is not forecast twice.",
    ].join("\n"),
  }),
};

const code = (...lines: string[]): string[] => ["", ...lines.map((line) => `    ${line}`), ""];
