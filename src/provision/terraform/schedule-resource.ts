// A schedule as Terraform's provider describes it.
import type { Settled } from "../engine/unknown.ts";
import { scheduleJob, scheduleRequest, type ScheduleJobSpec } from "../resources/schedule-job.ts";
import type { Exported } from "./exported.ts";
import { block } from "./hcl.ts";
import type { References } from "./references.ts";

export function scheduleOf(spec: Settled<ScheduleJobSpec>, references: References): Exported {
  const { project, region, stack, schedule, cron, timezone, serviceUri, invoker, order, ...others } = spec;
  others satisfies Record<string, never>;
  const { description, attemptDeadline, retryConfig, httpTarget } = scheduleRequest(spec);
  const seconds = (duration: { seconds: number }) => `${duration.seconds}s`;
  const id = scheduleJob.name({ project, region, stack, schedule } as ScheduleJobSpec);
  return {
    type: "google_cloud_scheduler_job",
    id,
    body: [
      ["name", id.split("/").at(-1)],
      ["region", references.to(region)],
      ["description", description],
      ["schedule", cron],
      ["time_zone", timezone],
      ["attempt_deadline", seconds(attemptDeadline)],
      block("retry_config", [
        ["retry_count", retryConfig.retryCount],
        ["max_retry_duration", seconds(retryConfig.maxRetryDuration)],
        ["min_backoff_duration", seconds(retryConfig.minBackoffDuration)],
        ["max_backoff_duration", seconds(retryConfig.maxBackoffDuration)],
        ["max_doublings", retryConfig.maxDoublings],
      ]),
      block("http_target", [
        ["uri", httpTarget.uri],
        ["http_method", httpTarget.httpMethod],
        ["headers", httpTarget.headers],
        ["body", Buffer.from(order).toString("base64")],
        block("oidc_token", [
          ["service_account_email", references.to(invoker)],
          ["audience", references.to(serviceUri)],
        ]),
      ]),
    ],
  };
}
