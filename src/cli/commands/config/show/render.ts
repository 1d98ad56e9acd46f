// What `cloud-runner config show` prints.
import type { ExplainedConfig, Setting } from "../../../../library/config/explain-config.ts";
import { table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";

export function render({ file, settings }: ExplainedConfig, view: View): string {
  const rows = settings.map((setting) => {
    const cells = [setting.setting, valueText(setting.value), originText(setting)];
    return setting.origin === "default" ? cells.map((cell) => view.paint.dim(cell)) : cells;
  });
  return [
    `File: ${file === undefined ? "none" : view.shortPath(file)}`,
    "",
    table(rows, view, { heads: ["setting", "value", "origin"] }),
  ].join("\n");
}

const valueText = (value: unknown): string =>
  value === undefined ? "-" : typeof value === "string" ? value : JSON.stringify(value);

const originText = ({ origin, source }: Setting): string =>
  origin === "flag" || origin === "environment" ? `${origin} ${source}` : origin;
