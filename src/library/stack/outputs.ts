import { readOutputs } from "../../provision/engine/outputs.ts";
import type { Context } from "../../cli/shell/context.ts";
import { shownOutputs } from "./show-outputs.ts";
import type { ShownOutputs } from "./show-outputs.ts";
import { botoConfigOf } from "./tls.ts";
import { withStack } from "./with-stack.ts";

export const runOutputs = (context: Context): Promise<ShownOutputs> =>
  withStack(context, async ({ cloud, localCloud }) =>
    shownOutputs(await readOutputs(cloud), localCloud, botoConfigOf(context.folder)),
  );
