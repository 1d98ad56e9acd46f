import { defineCommand, flag, text } from "../../shell/command.ts";
import { projectOptions } from "../../../library/project/project-options.ts";
import { builderOption, withBuilder } from "../../../library/stack/builder-option.ts";
import { costOptions } from "../../../library/stack/cost-options.ts";

export const up = defineCommand({
  name: "up",
  summary: "Create or update everything, and wait until it serves",
  description: [
    "Reads what is there and changes only what differs from the configuration, so it may be run again",
    "at any time, also after a failure or Ctrl-C.",
  ].join("\n"),
  examples: [
    "cloud-runner up",
    "cloud-runner up --project my-project",
    "cloud-runner up --project my-project --builder cloud-build",
    'cloud-runner up --create-project --billing-account "My Billing Account"',
  ],
  options: {
    image: text("URI@sha256:...", "container image by digest (default: built from this package)"),
    ...builderOption,
    tls: flag("local cloud only: answer over TLS too, as gsutil needs it"),
    adopt: flag("take over resources of the same names that were made without this tool"),
    ...projectOptions,
    ...costOptions,
  },
  async run(given, { options }) {
    const context = withBuilder(given, options);
    const { runUp, renderUp, checkBeforehand } = await import("../../../library/stack/up.ts");
    const { newProjectAsked } = await import("../../../library/project/project-options.ts");
    const asked = newProjectAsked(context, options);
    if (asked !== undefined) {
      const { makeProject } = await import("../../../library/project/make-project.ts");
      await makeProject(context, asked, {
        check: (settings) => checkBeforehand(context, settings, options),
      });
    }
    return { result: await runUp(context, options), renderUp, verbose: context.flags.verbose };
  },
  render: ({ result, renderUp, verbose }, view) => renderUp(result, view, { verbose }),
  document: ({ result }) => result,
});
