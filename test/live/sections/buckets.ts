// Buckets and notifications: what only a real project can confirm.
import {
  bucketAsAnswered,
  fullBucketStays,
  lifecycleIsCleared,
  preconditionOnPatch,
} from "../checks/storage.ts";
import type { Section } from "../row.ts";

export const buckets: Section = {
  title: "Buckets and notifications",
  rows: [
    {
      assumption:
        "PATCH with `encryption.defaultKmsKeyName: null` clears the key and nothing else of `encryption`; the key is answered without its version",
      command:
        'set `"storage": { "encryptionKey": … }`, `up`, `plan`, take it out again, `up`, then `gcloud storage buckets describe gs://$IN --raw`',
      expected: "`plan` has nothing to change; then no `defaultKmsKeyName`",
    },
    {
      assumption:
        "A bucket's location is answered in upper case, and a soft delete of 0 is present in the answer",
      command: "`gcloud storage buckets describe gs://$IN --raw`",
      expected: "`US-CENTRAL1`; `softDeletePolicy.retentionDurationSeconds` is `0`",
      check: bucketAsAnswered,
    },
    {
      assumption: "PATCH with `lifecycle: null` clears the rules",
      command:
        "set `storage.retentionDays` to 30, `up`, back to 0, `up`, then `gcloud storage buckets describe gs://$IN --raw`",
      expected: "no `lifecycle`; `plan` has nothing to change",
      check: lifecycleIsCleared,
    },
    {
      assumption: "Deleting a bucket that is not empty answers 409",
      command:
        '`gcloud storage cp data.csv gs://$IN/; curl -s -X DELETE -H "Authorization: Bearer $(gcloud auth print-access-token)" https://storage.googleapis.com/storage/v1/b/$IN`',
      expected: "409 `conflict`",
      check: fullBucketStays,
    },
    {
      assumption:
        "An organisation's policy refuses a bucket with 412 and names the constraint, where a lost race says `conditionNotMet`",
      command:
        "where you may: `gcloud resource-manager org-policies allow gcp.resourceLocations in:eu-locations --project SECOND`, then `npx cloud-runner up --project SECOND --region us-central1 --verbose`",
      expected:
        "`violates constraint 'constraints/gcp.resourceLocations'`; the error names the policy, at once",
    },
    {
      assumption: "Questions about objects that are not there, refused calls and deletions are not charged",
      command: "the operations by class in a month's bill, over the number of forecasts",
      expected: "Class A about 3 a forecast, Class B about 4; no more for long waits",
    },
    {
      assumption:
        'Before the grant to the storage agent has spread, making a notification answers 403 "does not have permission to publish"',
      command: "`npx cloud-runner up --project $P --verbose` on a fresh project",
      expected: "at most a wait; else the text of `isPublishDenied` in `cloud-error.ts` differs",
    },
    {
      assumption:
        "PATCH of an object honours `ifGenerationMatch`, and the lease on an input may be made and removed within one second",
      command:
        '`npx cloud-runner predict data.csv --project $P`, then `gcloud storage ls "gs://$P-forecast-output/.cloud-runner/**"`',
      expected: "a forecast; nothing is found",
      check: preconditionOnPatch,
    },
  ],
};
