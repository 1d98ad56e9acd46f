// What `cloud-runner init` prints.
import type { View } from "../../shell/view.ts";
import type { InitResult } from "./run.ts";

export const render = ({ path, schema, config }: InitResult, { paint, symbols, shortPath }: View): string =>
  path === undefined
    ? JSON.stringify(config, undefined, 2)
    : [
        `${paint.green(symbols.ok)} Wrote ${shortPath(path)}`,
        ...(schema === undefined
          ? []
          : [`${paint.green(symbols.ok)} Wrote ${shortPath(schema)}, by which editors check it`]),
        "Next: cloud-runner up",
      ].join("\n");
