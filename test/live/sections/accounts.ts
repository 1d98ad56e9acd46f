// Service accounts, agents and policies: what only a real project can confirm.
import { freshAccountSettles } from "../checks/accounts.ts";
import { staleEtags } from "../checks/pubsub.ts";
import { policyOfAbsentService } from "../checks/run.ts";
import type { Section } from "../row.ts";

export const accounts: Section = {
  title: "Service accounts, agents and policies",
  rows: [
    {
      assumption:
        "An agent that was never made answers 400 `Service account … does not exist`, and `generateServiceIdentity` fixes it",
      command: "`npx cloud-runner up --project $P --verbose` on a fresh project",
      expected: "the grants to `gcp-sa-pubsub` succeed, with a wait of at most 5 min",
    },
    {
      assumption: "Cloud Run and Pub/Sub take a fresh account within 3 min",
      command: "the same run",
      expected: "the service and the push subscription are made, perhaps after a wait",
    },
    {
      assumption: "The list of service accounts names a deleted one for less than 90 s",
      command: "`npx cloud-runner down --project $P --verbose`",
      expected: 'ends with "the inventory … is empty", perhaps after a wait',
    },
    {
      assumption: "A stale etag of a policy is ABORTED over gRPC, and 412 from storage",
      command:
        "two `npx cloud-runner up --project $P` at once on a fresh project, then `npx cloud-runner plan --project $P`",
      expected: "both succeed; no member is lost, nothing to change",
      check: staleEtags,
    },
    {
      assumption:
        "Run's `getIamPolicy` on a service that is not there answers NOT_FOUND (or an empty policy)",
      command: "`gcloud run services get-iam-policy does-not-exist --region $R --project $P`",
      expected: "NOT_FOUND; with an empty policy `doctor` would call the grant missing",
      check: policyOfAbsentService,
    },
    {
      assumption:
        "Reads of a new service account answer 200, 404 and 403 in turn, and only 200 after three good ones and a rest of 10 s",
      command:
        "`gcloud iam service-accounts create live-probe --project $P; for i in $(seq 30); do gcloud iam service-accounts describe live-probe@$P.iam.gserviceaccount.com --project $P --format 'value(email)'; done`",
      expected: "after three good answers in a row nothing but good ones",
      check: freshAccountSettles,
    },
    {
      assumption: '"must have permission to read the image" on a new project passes by itself',
      command: "`npx cloud-runner up --project $P --verbose` on a fresh project",
      expected: "at most a wait, then the service is made",
    },
  ],
};
