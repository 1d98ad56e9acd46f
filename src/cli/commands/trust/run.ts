// `cloud-runner trust` as the library does it.
import { distrustFolder, trustFolder, type TrustedFolder } from "../../../library/trust/trust-folder.ts";
import type { Context } from "../../shell/context.ts";

export type TrustResult = TrustedFolder | { folder: string; forgotten: number };

export const run = async (
  context: Context,
  { options }: { options: { forget: boolean } },
): Promise<TrustResult> => (options.forget ? distrustFolder(context) : trustFolder(context));
