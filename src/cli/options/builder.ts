// `--builder`, of the commands that build the image or check what building needs.
import type { Config } from "../../core/config.ts";
import { choice } from "../shell/command.ts";
import type { Context } from "../shell/context.ts";

export const builderOption = {
  builder: choice("NAME", "docker, or cloud-build for machines without it (default docker)", [
    "docker",
    "cloud-build",
  ]),
} as const;

export interface BuilderOption {
  builder: Config["builder"] | undefined;
}

/** The context with the option over what cloud-runner.json says. */
export const withBuilder = (context: Context, { builder }: BuilderOption): Context => ({
  ...context,
  overrides: { ...context.overrides, builder },
});
