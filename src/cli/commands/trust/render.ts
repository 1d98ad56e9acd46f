// What `cloud-runner trust` prints.
import { decisionWords } from "../../../library/trust/decision.ts";
import type { View } from "../../shell/view.ts";
import type { TrustResult } from "./run.ts";

export function render(result: TrustResult, { paint, symbols }: View): string {
  const { folder } = result;
  if ("forgotten" in result) {
    return result.forgotten === 0
      ? `${folder} was not trusted.`
      : `${paint.green(symbols.ok)} ${folder} is trusted no longer.`;
  }
  const { config, decisions } = result;
  if (config === undefined)
    return `Nothing in ${folder} needs trust: no configuration decides anything there.`;
  return [
    `${paint.green(symbols.ok)} You trust ${config}, which decides:`,
    ...decisions.map((decision) => `    ${decisionWords(decision)}`),
  ].join("\n");
}
