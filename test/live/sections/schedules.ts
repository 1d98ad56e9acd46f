// Cloud Scheduler: what only a real project can confirm.
import type { Section } from "../row.ts";

export const schedules: Section = {
  title: "Cloud Scheduler",
  rows: [
    {
      assumption:
        "A job with an OIDC token of the invoker's, whose audience is the service's address without a path, may call the service",
      command:
        '`npx cloud-runner schedule add try --cron "0 5 1 1 *" data.csv --project $P`, then `npx cloud-runner schedule run try --project $P`',
      expected: "an object `schedules/try/…/job.json`, and a forecast",
    },
    {
      assumption:
        "`X-CloudScheduler-ScheduleTime` of a run by hand is not the time of a tick that is yet to come, or is in the future and so taken for now",
      command:
        "`npx cloud-runner schedule run try --project $P` twice, then `npx cloud-runner schedule show try --project $P`",
      expected: "two ticks at the times of the runs",
    },
    {
      assumption:
        "`createJob` answers body, retries, deadline and zone as they were sent, and the marker in the description",
      command: "`npx cloud-runner plan --project $P --detailed-exitcode`",
      expected: "exit code 0",
    },
    {
      assumption:
        "`updateJob` takes the masks `schedule` and `http_target` together and leaves the rest as it is",
      command:
        '`npx cloud-runner schedule add try --cron "0 6 1 1 *" --replace data.csv --project $P`, then `npx cloud-runner plan --project $P --detailed-exitcode`',
      expected: "the new time; exit code 0",
    },
    {
      assumption:
        "`roles/storage.objectCreator` under a condition on the object's name lets the service make objects below `schedules/` and nowhere else",
      command: "the first row; `gcloud storage buckets get-iam-policy gs://$INPUT --project $P`",
      expected: "the condition `only schedules`; the run works",
    },
    {
      assumption:
        "The agent `service-NUMBER@gcp-sa-cloudscheduler.iam.gserviceaccount.com` has its role by itself once the API is on",
      command: "the first row on a fresh project",
      expected: "no 401 or 403 in `npx cloud-runner schedule list --project $P`",
    },
    {
      assumption: "A body of up to 900,000 bytes is taken",
      command:
        '`npx cloud-runner schedule add big --cron "0 5 1 1 *" big.job.json --project $P` with 1,000 inputs of 800-byte names',
      expected: "it is scheduled",
    },
    {
      assumption:
        "`roles/cloudscheduler.admin` holds all that `doctor` looks for, and jobs in a list carry their targets",
      command: "`npx cloud-runner doctor --project $P`, `npx cloud-runner schedule list --project $P`",
      expected: "the row scheduler is ok; the inputs are shown by `schedule show`",
    },
    {
      assumption: "In a region without Cloud Scheduler, `listJobs` answers INVALID_ARGUMENT or NOT_FOUND",
      command: "`npx cloud-runner plan --project $P --region africa-south1`",
      expected: "a plan; `schedule add` there says that the location is not valid",
    },
    {
      assumption: "`down` finds jobs by the marker in their description",
      command:
        "`npx cloud-runner down --project $P`, then `gcloud scheduler jobs list --location $R --project $P`",
      expected: "no job of the stack",
    },
  ],
};
