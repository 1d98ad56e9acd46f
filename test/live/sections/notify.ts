// Alerts of Cloud Monitoring: what only a real project can confirm. With `"notify": ["you@example.com", "https://hooks.example.com/x"]`.
import {
  limitOfMetric,
  logAlertWithoutLimit,
  maskedChannel,
  policyOfLog,
  unknownChannel,
} from "../checks/notify.ts";
import type { Section } from "../row.ts";

export const notify: Section = {
  title: "Alerts",
  rows: [
    {
      assumption:
        "Policies and channels are answered with what was sent, so that a second `up` changes nothing; a webhook's address whole or masked with `*`",
      command:
        "`npx cloud-runner up --project $P`, then `npx cloud-runner plan --project $P --detailed-exitcode`",
      expected: "exit code 0",
    },
    {
      assumption:
        "A channel of the type `webhook_tokenauth` is answered with its `url`, whole or masked with `*`",
      command: "`gcloud beta monitoring channels list --project $P --format json`",
      expected: "`labels.url` as it was sent, or with stars in it",
      check: maskedChannel,
    },
    {
      assumption:
        "A policy with a LogMatch condition in the words of `src/provision/nodes/alert-nodes.ts` is taken",
      command: "`npx cloud-runner up --project $P` with `notify`",
      expected: "three rows `create monitoring.alertPolicy`",
      check: policyOfLog,
    },
    {
      assumption: "A LogMatch condition without `notificationRateLimit` is refused with INVALID_ARGUMENT",
      command: "`gcloud alpha monitoring policies create --policy-from-file p.json --project $P`",
      expected: "400, and a sentence about the rate limit",
      check: logAlertWithoutLimit,
    },
    {
      assumption: "`notificationRateLimit` is refused where no log is watched",
      command: "the same with a threshold and the limit",
      expected: "400: only log-based alert policies may specify a notification rate limit",
      check: limitOfMetric,
    },
    {
      assumption: "A policy that names a channel which is not there is refused",
      command: "the same with `projects/$P/notificationChannels/1`",
      expected: "400 or 404",
      check: unknownChannel,
    },
    {
      assumption:
        "A file that cannot be forecast is told within minutes, by mail and by webhook, in the form of docs/notify.md",
      command: "`npx cloud-runner predict bad.csv --project $P`",
      expected:
        "one mail and one POST with `policy_name` `forecast: forecasts failed`, `state` `open`, version 1.2",
    },
    {
      assumption:
        "`num_undelivered_messages` of the dead-letter subscription is above 0 within minutes of its first message, and 0 again after `dlq purge`",
      command:
        "`gcloud pubsub topics publish forecast-dead-letters --message x --project $P`, then `npx cloud-runner dlq purge --all --project $P`",
      expected: "a mail that opens, and one that closes, with the same incident",
    },
    {
      assumption: "Cloud Scheduler's entry of a failed run has severity ERROR and `jsonPayload.url`",
      command:
        '`npx cloud-runner schedule add try --cron "0 5 1 1 *" data.csv --project $P`, take the invoker\'s role on the service away, `gcloud scheduler jobs run forecast-try --location $R --project $P`',
      expected: "a mail `forecast: a schedule missed its time`",
    },
    {
      assumption:
        "`roles/monitoring.alertPolicyEditor` and `roles/monitoring.notificationChannelEditor` hold all that `doctor` looks for, and `roles/monitoring.viewer` lists both",
      command: "`npx cloud-runner doctor --project $P` with and without `notify`",
      expected: "the rows alerts, channels and monitoring are ok",
    },
    {
      assumption: "`down` finds channels and policies by their labels and leaves none",
      command:
        "`npx cloud-runner down --project $P`, then `gcloud alpha monitoring policies list --project $P` and `gcloud beta monitoring channels list --project $P`",
      expected: "nothing of the stack",
    },
    {
      assumption: "A condition costs $0.10 a month, of log and metric alike, and a million points $0.35",
      command: "https://cloud.google.com/stackdriver/pricing, Alerting",
      expected: "the same; then set `source` in `src/provision/cost/price-table.ts` to documented",
    },
  ],
};
