// `--builder`, of the commands that build the image or check what building needs.
import { choice } from "../shell/command.ts";

export const builderOption = {
  builder: choice("NAME", "docker, or cloud-build for machines without it (default docker)", [
    "docker",
    "cloud-build",
  ]),
} as const;
