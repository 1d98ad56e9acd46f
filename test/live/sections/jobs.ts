// The job beside the service: what only a real project can confirm.
import { policyOfAbsentJob, runWithOverrides, wrongTimeoutOfTask } from "../checks/jobs.ts";
import type { Section } from "../row.ts";

export const jobs: Section = {
  title: "The job",
  rows: [
    {
      assumption:
        "A job is answered with what was sent, or the same in other units, so that a second `up` changes nothing",
      command: "`npx cloud-runner plan --project $P --detailed-exitcode` after `up`",
      expected: "exit code 0",
    },
    {
      assumption:
        "`updateJob` has no mask, takes the etag that was read, and keeps annotations that are sent again",
      command:
        "`gcloud run jobs update $SERVICE-job --max-retries 0 --region $R --project $P`, `up`, then `gcloud run jobs describe $SERVICE-job --region $R --project $P --format export`",
      expected: "one row `update run.job`; `maxRetries: 3`, and gcloud's own annotations",
    },
    {
      assumption:
        "`roles/run.jobsExecutorWithOverrides` on the job is all that it takes to run it with variables and a number of tasks of one's own; nobody needs to act as its account for that",
      command:
        "`gcloud storage cp data.csv gs://$IN --custom-metadata=forecast-on=job`, then `npx cloud-runner logs --project $P`",
      expected: "an execution, and the forecast under the input's name; no `job.refused`",
    },
    {
      assumption:
        "`roles/run.viewer` on the job lets its holder get executions of that job, and none of others",
      command: "the same, while the execution runs: upload the file once more, under the same name",
      expected: "no second execution for the same generation",
    },
    {
      assumption: "A run with overrides is taken, and `validateOnly` starts nothing",
      command:
        "`curl` of `POST https://run.googleapis.com/v2/projects/$P/locations/$R/jobs/$SERVICE-job:run` with `validateOnly`, a variable and `taskCount`",
      expected: "200",
      check: runWithOverrides,
    },
    {
      assumption: "The policy of a job that is not there is not found",
      command: "`gcloud run jobs get-iam-policy does-not-exist --region $R --project $P`",
      expected: "404, so that a plan without a job can be made",
      check: policyOfAbsentJob,
    },
    {
      assumption: "A task may take a week, and no longer",
      command:
        "`gcloud run jobs create probe --image us-docker.pkg.dev/cloudrun/container/hello --task-timeout 700000s --region $R --project $P`",
      expected: "refused, naming the time-out",
      check: wrongTimeoutOfTask,
    },
    {
      assumption:
        "Executions without `completionTime` are those under way; the operation of `cancelExecution` ends when it is over, and one that ended before answers FAILED_PRECONDITION",
      command: "`npx cloud-runner down --project $P --verbose` while an execution runs",
      expected: "exit code 0, and nothing of the job is left",
    },
    {
      assumption:
        "What a task prints is logged as `cloud_run_job` with `job_name`, and labels `run.googleapis.com/execution_name` and `task_index`",
      command: "`npx cloud-runner logs --job --project $P` after an execution",
      expected: "its lines, each with execution and task",
    },
    {
      assumption:
        "An hour of a task costs what `plan` says, whatever the task does, and a job at rest nothing",
      command: "the bill of a test project after an hour of one task",
      expected: "at most the figure of `plan --verbose`",
    },
  ],
};
