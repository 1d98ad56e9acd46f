// What `cloud-runner init` prints.
import type { View } from "../../shell/view.ts";
import type { InitResult } from "./run.ts";

export const render = ({ path, schema, config }: InitResult, { paint, symbols }: View): string =>
  path === undefined
    ? JSON.stringify(config, undefined, 2)
    : [
        `${paint.green(symbols.ok)} Wrote ${path}`,
        ...(schema === undefined
          ? []
          : [`${paint.green(symbols.ok)} Wrote ${schema}, by which editors check it`]),
        "Next: cloud-runner up",
      ].join("\n");
