// `cloud-runner doctor` as the library does it.
import { runDoctor } from "../../../library/doctor/doctor.ts";
import type { DoctorResult } from "../../../library/doctor/doctor.ts";
import { withBuilder } from "../../options/builder.ts";
import type { BuilderOption } from "../../options/builder.ts";
import type { Context } from "../../shell/context.ts";

export const run = (context: Context, { options }: { options: BuilderOption }): Promise<DoctorResult> =>
  runDoctor(withBuilder(context, options));
