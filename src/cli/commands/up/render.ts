// What `cloud-runner up` prints: where it is, and what to type next.
import type { UpResult } from "../../../library/stack/up.ts";
import { shellQuote } from "../../../core/shell-quote.ts";
import { commandTable } from "../../layout/command-text.ts";
import { renderCost } from "../../screen/cost.ts";
import { renderPlaces } from "../../screen/outputs.ts";
import type { GlobalFlags } from "../../shell/context.ts";
import type { View } from "../../shell/view.ts";

/** What is up, and what belongs to the words that say how to go on. */
export interface Shown {
  up: UpResult;
  /** A file of the user's own to forecast first, where the folder has one. */
  file: string | undefined;
}

export function render(
  { up: { changed, cost, outputs }, file = "data.csv" }: Shown,
  view: View,
  { flags, options }: { flags: GlobalFlags; options: { maxCost: number | undefined } },
): string {
  const next: [command: string, what: string][] = [
    [shellQuote(["cloud-runner", "predict", file]), "forecast a file, and draw it"],
    ["cloud-runner status", "what is up, and what waits"],
    ["cloud-runner logs", "what the service says"],
    ["cloud-runner down", "remove everything"],
  ];
  // On this machine nobody pays, and what it would cost elsewhere is what `plan` is for.
  const isAsked = cost.isPaid || flags.verbose || options.maxCost !== undefined;
  return [
    ...(changed ? [] : ["No changes: everything is as configured.", ""]),
    renderPlaces(outputs, view),
    ...(isAsked ? ["", renderCost(cost, view, flags)] : []),
    "",
    "Next:",
    commandTable(next, view),
  ].join("\n");
}

export const document = ({ up }: Shown): object => up;
