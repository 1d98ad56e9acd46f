// `--builder`, of the commands that build the image or ask what it takes.
import { UsageError } from "../../core/errors.ts";
import { text } from "../../cli/shell/command.ts";
import type { Context } from "../../cli/shell/context.ts";

export const builderOption = {
  builder: text("NAME", "docker, or cloud-build for machines without it (default docker)"),
} as const;

/** The context with the option over what cloud-runner.json says. @throws UsageError for an unknown builder */
export function withBuilder(context: Context, { builder }: { builder: string | undefined }): Context {
  if (builder === undefined) return context;
  if (builder === "docker" || builder === "cloud-build")
    return { ...context, overrides: { ...context.overrides, builder } };
  throw new UsageError(`--builder ${builder} is not known.`, {
    fix: "Choose --builder docker, or --builder cloud-build.",
  });
}
