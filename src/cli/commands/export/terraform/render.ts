// What `cloud-runner export terraform` prints.
import { plural } from "../../../../core/duration.ts";
import { shellQuote } from "../../../../core/shell-quote.ts";
import type { ExportResult } from "../../../../library/export/terraform.ts";
import { dirname } from "node:path";
import { commandText } from "../../../layout/command-text.ts";
import type { View } from "../../../shell/view.ts";

export function render({ file: path, target, imports, drifted }: ExportResult, view: View): string {
  const { paint, symbols, shortPath } = view;
  const file = shortPath(path);
  const folder = shellQuote([shortPath(dirname(path))]);
  return [
    `${paint.green(symbols.ok)} ${file} imports ${plural(imports, "resource")}, one import for all APIs included.`,
    ...(drifted.length === 0
      ? []
      : [
          `${paint.yellow(symbols.warning)} \`cloud-runner plan\` has changes, which \`terraform apply\` would make too: ${drifted.join(", ")}`,
        ]),
    "",
    "Next:",
    // Without the variables Terraform would ask Google.
    ...(target === "local" ? [commandText('eval "$(cloud-runner outputs --env)"', view)] : []),
    commandText(`terraform -chdir=${folder} init && terraform -chdir=${folder} plan`, view),
  ].join("\n");
}
