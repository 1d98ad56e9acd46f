// The findings as a table: what is wrong comes with the command that fixes it.
import { exitCodes } from "../../../core/errors.ts";
import type { Finding, Outcome } from "../../../provision/checks/finding.ts";
import { plural } from "../../../core/duration.ts";
import { wrap } from "../../layout/wrap.ts";
import { tableRows } from "../../shell/table.ts";
import type { GlobalFlags } from "../../shell/context.ts";
import type { View } from "../../shell/view.ts";
import type { DoctorResult } from "../../../library/doctor/doctor.ts";

/** Many APIs and permissions that are in order are one line, unless all is asked for. */
export function render(
  { findings, target, project }: DoctorResult,
  view: View,
  { flags: { verbose } }: { flags: Pick<GlobalFlags, "verbose"> },
): string {
  const { paint, symbols } = view;
  const marks: Record<Outcome, string> = {
    ok: paint.green(symbols.ok),
    warning: paint.yellow(symbols.warning),
    failed: paint.red(symbols.failed),
    notApplicable: paint.dim("-"),
  };
  const groups = { api: "APIs", permissions: "permissions", grants: "grants" };
  const shown = verbose
    ? findings
    : Object.entries(groups).reduce((rest, [group, title]) => folded(rest, group, title), findings);
  const { blocks } = tableRows(
    shown.map(({ outcome, title, detail }) => [
      marks[outcome],
      title,
      outcome === "notApplicable" ? paint.dim(detail) : detail,
    ]),
    view,
  );
  return [
    paint.dim(target === "local" ? "the local cloud of this folder" : `Google Cloud project ${project}`),
    ...shown.flatMap(({ fix }, index) =>
      fix === undefined
        ? [blocks[index]!]
        : [blocks[index]!, wrap(`   ${paint.bold("Fix:")} ${fix}`, view.wrapsAt)],
    ),
    "",
    sum(findings),
  ].join("\n");
}

export const exitCode = ({ ok }: DoctorResult): number => (ok ? exitCodes.ok : exitCodes.failed);

export const endsProcess = ({ findings }: DoctorResult): boolean =>
  findings.some(({ isLate }) => isLate === true);

/** Replaces by one line those findings of a group that say the same good, or nothing. */
function folded(findings: readonly Finding[], group: string, title: string): Finding[] {
  const members = findings.filter(({ id }) => id.startsWith(`${group}.`));
  const of = (outcome: Outcome) => members.filter((finding) => finding.outcome === outcome);
  const fine = of("ok");
  const unasked = of("notApplicable");
  const part = fine.length === members.length ? `all ${fine.length}` : `${fine.length} of ${members.length}`;
  const lines = new Map<Finding | undefined, Finding>([
    [fine[0], { id: group, title, outcome: "ok", detail: `${part} in order` }],
    [unasked[0], { id: group, title, outcome: "notApplicable", detail: unasked[0]?.detail ?? "" }],
  ]);
  const isFolded = new Set([...fine, ...unasked]);
  return findings.flatMap((finding) => lines.get(finding) ?? (isFolded.has(finding) ? [] : [finding]));
}

function sum(findings: readonly Finding[]): string {
  const count = (outcome: Outcome) => findings.filter((finding) => finding.outcome === outcome).length;
  const warnings = count("warning");
  const also = warnings === 0 ? "" : ` ${plural(warnings, "warning")}.`;
  if (count("failed") > 0) return `${plural(count("failed"), "problem")}.${also}`;
  return `Nothing is wrong.${also}`;
}
