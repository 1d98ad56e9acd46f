// `--builder`, of the commands that build the image or check what building needs.
import { UsageError } from "../../core/errors.ts";
import { text } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";

export const builderOption = {
  builder: text("NAME", "docker, or cloud-build for machines without it (default docker)"),
} as const;

export interface BuilderOption {
  builder: string | undefined;
}

/** The context with the option over what cloud-runner.json says. @throws UsageError for an unknown builder */
export function withBuilder(context: Context, { builder }: BuilderOption): Context {
  if (builder === undefined) return context;
  if (builder === "docker" || builder === "cloud-build")
    return { ...context, overrides: { ...context.overrides, builder } };
  throw new UsageError(`--builder ${builder} is not known.`, {
    fix: "Choose --builder docker, or --builder cloud-build.",
  });
}
