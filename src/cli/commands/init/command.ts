import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../../../core/errors.ts";
import { defineCommand, flag, text } from "../../shell/command.ts";
import { configFile } from "../../../library/config-file.ts";
import { writeWhole } from "../../../library/predict/write-file.ts";

interface InitResult {
  /** Undefined with --print. */
  path: string | undefined;
  config: object;
}

export const init = defineCommand({
  name: "init",
  summary: "Write a configuration file to start from",
  description:
    "The file is optional: without it every setting has its default. Editors complete and check it in place.",
  examples: ["cloud-runner init", "cloud-runner init --project my-project", "cloud-runner init --print"],
  options: {
    name: text("NAME", "name of the stack; all resources are named after it (default forecast)"),
    print: flag("print every setting with its default, and write nothing"),
    force: flag("overwrite a cloud-runner.json that is there already"),
  },
  async run(context, { options }): Promise<InitResult> {
    const { parseConfig } = await import("../../../core/config.ts");
    const { flags, folder, signal } = context;
    const chosen = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...targetOf(flags),
      ...(flags.region === undefined ? {} : { region: flags.region }),
    };
    const complete = parseConfig(chosen, "The command line");
    if (options.print) return { path: undefined, config: complete };

    const path = resolve(folder, flags.config ?? configFile);
    if (existsSync(path) && !options.force) {
      throw new UsageError(`${path} is there already.`, {
        code: "usage.config-exists",
        fix: "Edit it, or add --force to overwrite it.",
      });
    }
    signal.throwIfAborted();
    const { name, target, project, region } = complete;
    const config = { name, target, ...(project === undefined ? {} : { project }), region, forecast: {} };
    await writeWhole(path, `${JSON.stringify(config, undefined, 2)}\n`);
    return { path, config };
  },
  render: ({ path, config }, { paint, symbols }) =>
    path === undefined
      ? JSON.stringify(config, undefined, 2)
      : `${paint.green(symbols.ok)} Wrote ${path}\nNext: cloud-runner up`,
});

function targetOf({ target, project }: { target: string | undefined; project: string | undefined }): object {
  if (project !== undefined) return { target: target ?? "gcp", project };
  return target === undefined ? {} : { target };
}
