// What Cloud Scheduler writes into Cloud Logging for each attempt. https://cloud.google.com/scheduler/docs/logging
import { projectIdOf } from "../../state/projects.ts";
import type { LogEntryInput } from "../logging/entry.ts";
import { tickText, type Outcome } from "./attempt.ts";
import type { JobSettings } from "./job.ts";

const typeOf = (event: string) => `type.googleapis.com/google.cloud.scheduler.logging.${event}`;

export function executionLog(write: (entry: LogEntryInput) => void) {
  function entry(name: string, { httpTarget, pubsubTarget }: JobSettings): LogEntryInput {
    const [, , , location = "", , jobId = ""] = name.split("/");
    const project = projectIdOf(name);
    return {
      logName: `projects/${project}/logs/cloudscheduler.googleapis.com%2Fexecutions`,
      resource: { type: "cloud_scheduler_job", labels: { project_id: project, location, job_id: jobId } },
      jsonPayload: {
        jobName: name,
        ...(httpTarget && { targetType: "HTTP", url: httpTarget.uri }),
        ...(pubsubTarget && { targetType: "PUB_SUB", pubsubTopic: pubsubTarget.topicName }),
      },
    };
  }

  return {
    started(name: string, settings: JobSettings, tick: number): void {
      const { jsonPayload, ...rest } = entry(name, settings);
      const payload = { ...jsonPayload, "@type": typeOf("AttemptStarted"), scheduledTime: tickText(tick) };
      write({ ...rest, severity: "INFO", jsonPayload: payload });
    },
    finished(name: string, settings: JobSettings, tick: number, { status, httpStatus }: Outcome): void {
      const { jsonPayload, ...rest } = entry(name, settings);
      const payload = {
        ...jsonPayload,
        "@type": typeOf("AttemptFinished"),
        scheduledTime: tickText(tick),
        ...(status && { status: status.code, debugInfo: status.message }),
      };
      const severity = status ? "ERROR" : "INFO";
      const httpRequest = httpStatus === undefined ? {} : { httpRequest: { status: httpStatus } };
      write({ ...rest, severity, jsonPayload: payload, ...httpRequest });
    },
  };
}
