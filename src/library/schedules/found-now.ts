// Whether a schedule would find anything now, looked for as the service looks at each tick.
import { fixedPart, isFoundInput } from "../../core/schedules/schedule-contract.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import type { ScheduleJobLive } from "../../provision/resources/schedule-job.ts";
import { orderOf } from "./schedule.ts";

/** False too where it names objects themselves: the answer to its manifest says of each what is missing. */
export async function findsNothing(cloud: CloudContext, job: ScheduleJobLive): Promise<boolean> {
  const { inputs = [], input, patterns } = orderOf(job);
  if (patterns.length === 0 || inputs.length > 0 || input !== undefined) return false;
  const storage = await cloud.clients.storage();
  const bucket = storage.bucket(cloud.names.inputBucket);
  for (const pattern of patterns) {
    const [found] = await despiteFaults(cloud, () =>
      call(cloud, "storage.objects.list", `gs://${bucket.name}/${pattern}`, () =>
        bucket.getFiles({ prefix: fixedPart(pattern), matchGlob: pattern }),
      ),
    );
    if (found.some(({ name }) => isFoundInput(name))) return false;
  }
  return true;
}
