// `cloud-runner dlq show` as the library does it.
import { showMessages, type ShowResult } from "../../../../library/dlq/show.ts";
import type { Context } from "../../../shell/context.ts";

export const run = (context: Context, { arguments: ids }: { arguments: string[] }): Promise<ShowResult> =>
  showMessages(context, ids);
