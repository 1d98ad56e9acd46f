// What `cloud-runner outputs` prints.
import type { StackOutputs } from "../../../library/stack/outputs.ts";
import { exportLines, renderOutputs } from "../../screen/outputs.ts";
import type { View } from "../../shell/view.ts";

export const render = (
  outputs: StackOutputs,
  view: View,
  { options }: { options: { env: boolean } },
): string => (options.env ? exportLines(outputs.environment, view) : renderOutputs(outputs, view));
