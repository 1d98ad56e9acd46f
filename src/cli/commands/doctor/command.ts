import { exitCodes } from "../../../core/errors.ts";
import { defineCommand } from "../../shell/command.ts";
import { builderOption, withBuilder } from "../../../library/stack/builder-option.ts";

export const doctor = defineCommand({
  name: "doctor",
  summary: "Check what must be right, and say how to mend it",
  description: [
    "Looks at this machine, the credentials, the project, its billing and APIs, each permission that the tool",
    "needs, and the grants whose absence nobody reports. Changes nothing; exits with 1 when something is wrong.",
  ].join("\n"),
  examples: ["cloud-runner doctor", "cloud-runner doctor --project my-project --verbose"],
  options: { ...builderOption },
  async run(given, { options }) {
    const context = withBuilder(given, options);
    const { runDoctor } = await import("../../../library/doctor/doctor.ts");
    const { renderDoctor } = await import("./render.ts");
    return { result: await runDoctor(context), renderDoctor, verbose: context.flags.verbose };
  },
  render: ({ result, renderDoctor, verbose }, view) => renderDoctor(result, view, { verbose }),
  document: ({ result }) => result,
  exitCode: ({ result }) => (result.ok ? exitCodes.ok : exitCodes.failed),
  endsProcess: ({ result }) => result.findings.some(({ isLate }) => isLate === true),
});
