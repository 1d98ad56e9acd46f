// `cloud-runner export terraform` as the library does it.
import { exportTerraform, type ExportResult } from "../../../../library/export/terraform.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (
  context: Context,
  input: { arguments: string[]; options: { force: boolean } },
): Promise<ExportResult> =>
  exportTerraform(context, { folder: input.arguments[0] || "terraform", force: input.options.force });
