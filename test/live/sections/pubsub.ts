// Pub/Sub: what only a real project can confirm.
import { eventsFiltered, lettersComeBack, pushAttributes, subscriptionAsSent } from "../checks/pubsub.ts";
import { forecasts } from "../checks/run.ts";
import type { Section } from "../row.ts";

export const pubsub: Section = {
  title: "Pub/Sub",
  rows: [
    {
      assumption:
        "`updateTopic` takes the mask `kms_key_name`, clears the key where none is given, and answers a key as it was sent",
      command:
        'set `"encryptionKey"`, `up`, take it out again, `up`; then `gcloud pubsub topics describe $TOPIC --project $P` (the repository is refused: set its key when it is made, or leave it out of this)',
      expected: "`kmsKeyName` as sent, then none",
    },
    {
      assumption: 'The first `createTopic` of a new project may answer "retry this operation"',
      command: "`npx cloud-runner up --project $P --verbose` on a fresh project",
      expected: "at most a wait",
    },
    {
      assumption: "An audience without a path is accepted by Cloud Run, and pushes authenticate",
      command: "`npx cloud-runner predict data.csv --project $P`",
      expected: "a forecast",
      check: forecasts,
    },
    {
      assumption: "`expirationPolicy: {}` and the back-offs are answered as they were sent",
      command:
        "`npx cloud-runner plan --project $P --detailed-exitcode; gcloud pubsub subscriptions describe $PUSH --project $P`",
      expected: "exit code 0; `expirationPolicy: {}`, `retryPolicy` as configured",
      check: subscriptionAsSent,
    },
    {
      assumption:
        "A forwarded message carries `CloudPubSubDeadLetterSource…DeliveryCount` and `…TopicPublishTime` (RFC 3339)",
      command:
        "take `roles/run.invoker` from the invoker, upload a file, wait for 20 tries, then `npx cloud-runner dlq show ID --project $P`",
      expected: "both among the attributes; tries and published are filled in",
    },
    {
      assumption:
        "Pulled messages that are given back with a deadline of 0 are visible again at once, and no attempt is counted against them",
      command: "`npx cloud-runner dlq list --project $P` twice",
      expected: "the same letters twice",
      check: lettersComeBack,
    },
    {
      assumption:
        "A pull that the client ends after 4 s loses nothing, and two such silences mean that nothing is left",
      command: "the same with some 50 messages, against `status`",
      expected: 'as many letters as `status` counts, or "There may be more"',
    },
    {
      assumption:
        "A message that is published again with its own attributes and data is pushed as the notification was",
      command: "`npx cloud-runner dlq replay ID --project $P` with the grant back in place",
      expected: "a forecast; the letter is gone",
    },
    {
      assumption: '`labels.generation=("1" OR "2")` finds the service\'s entries of those inputs',
      command: "`npx cloud-runner dlq list --project $P`",
      expected: "a reason in every row whose input reached the container",
    },
    {
      assumption: "`roles/pubsub.admin` holds `pubsub.topics.publish` and `pubsub.subscriptions.consume`",
      command: "`npx cloud-runner doctor --project $P`",
      expected: "the row pubsub is ok",
    },
    {
      assumption:
        "The attributes of a push configuration, such as `x-goog-version`, are answered to the call that sets them and never again",
      command: "`gcloud pubsub subscriptions describe $PUSH --project $P`",
      expected: "no `attributes` below `pushConfig`",
      check: pushAttributes,
    },
    {
      assumption:
        "Attributes such as `ce-type` may be published by REST, and a subscription filters by `attributes.ce-type` without quotes",
      command:
        "`gcloud pubsub subscriptions create probe --topic=$SERVICE-results --message-filter='attributes.ce-type = \"cloud-runner.forecast.completed\"' --project $P`, then forecast a good and a broken file and `gcloud pubsub subscriptions pull probe --limit=10 --project $P`",
      expected: "one message, of the good file",
      check: eventsFiltered,
    },
    {
      assumption:
        "`roles/pubsub.publisher` on the results topic alone lets the container publish there with the token of its account",
      command: "`npx cloud-runner predict data.csv --project $P; npx cloud-runner logs --project $P`",
      expected: "no `Told nobody of …`",
    },
  ],
};
