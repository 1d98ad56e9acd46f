// A plan as text: one line a resource that changes, with what changes below it.
import { summaryLine, type Action, type Row } from "../../provision/engine/plan.ts";
import { wrap } from "../layout/wrap.ts";
import { tableRows } from "../shell/table.ts";
import type { View } from "../shell/view.ts";
import { shortName } from "../../library/stack/short-name.ts";

const signs: Record<Action, string> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
  refuse: "!",
  noop: " ",
};

export function renderPlan(rows: readonly Row[], view: View): string {
  const changing = rows.filter((row) => row.action !== "noop");
  return [...renderRows(changing, view), summaryLine({ rows })].join("\n");
}

export function renderRows(rows: readonly Row[], view: View): string[] {
  const { paint, unicode, wrapsAt } = view;
  if (rows.length === 0) return [];
  const colours: Record<Action, (text: string) => string> = {
    create: paint.green,
    update: paint.yellow,
    replace: paint.yellow,
    delete: paint.red,
    refuse: paint.red,
    noop: paint.dim,
  };
  const { blocks } = tableRows(
    rows.map(({ action, kind, name }) => [
      colours[action](unicode || action !== "replace" ? signs[action] : "-+"),
      kind,
      shortName(name),
    ]),
    view,
  );
  return rows.flatMap((row, index) => [
    blocks[index]!,
    ...detailLines(row).map((line) => wrap(`    ${paint.dim(line)}`, wrapsAt)),
  ]);
}

function detailLines({ action, changes, reason, fix }: Row): string[] {
  const lines = changes.map(({ path, from, to }) => `${path}: ${shown(from)} -> ${shown(to)}`);
  if (action === "refuse") {
    if (reason !== undefined) lines.push(`refused: ${reason}`);
    if (fix !== undefined) lines.push(`fix: ${fix}`);
  }
  return lines;
}

const shown = (value: unknown): string => (value === undefined ? "(none)" : JSON.stringify(value));
