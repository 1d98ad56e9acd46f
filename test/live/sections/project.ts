// Project, APIs and credentials: what only a real project can confirm.
import {
  absentProject,
  bucketsOfAbsentProject,
  callsCountAgainstConsumer,
  foreignQuotaProject,
  permissionsAreKnown,
  serviceUsageOfFreshProject,
} from "../checks/project.ts";
import { credentialsOfAnotherProject } from "../checks/stacks.ts";
import type { Section } from "../row.ts";

export const project: Section = {
  title: "Project, APIs and credentials",
  rows: [
    {
      assumption: "A project that does not exist reads as PERMISSION_DENIED, not NOT_FOUND",
      command: "`gcloud projects describe does-not-exist-xyz`",
      expected: '403, "does not have permission … or it may not exist"',
      check: absentProject,
    },
    {
      assumption:
        "For up to 5 min after an API was enabled its calls answer SERVICE_DISABLED; storage names the reason `accessNotConfigured`",
      command:
        "`gcloud services disable storage.googleapis.com pubsub.googleapis.com --force --project $P; npx cloud-runner up --project $P --verbose`",
      expected: "`up` says that it waits, and succeeds",
    },
    {
      assumption: "Another activation under way answers 400 or 412 with the texts in `cloud-error.ts`",
      command: "two `npx cloud-runner up --project $P` at once on a fresh project",
      expected: "both succeed; the second says that it waits",
    },
    {
      assumption: "User credentials whose quota project is the project itself work while its APIs are off",
      command:
        "`gcloud auth application-default login`, then `npx cloud-runner up --project $P` on a fresh project",
      expected: "Resource Manager and Service Usage answer; if not, the fix names the API to enable",
    },
    {
      assumption: "`testIamPermissions` on a project takes every permission that `doctor` asks for",
      command: "`npx cloud-runner doctor --project $P --verbose`",
      expected: 'no "cannot be tested on a project: …"',
      check: permissionsAreKnown,
    },
    {
      assumption: "The token of `gcloud auth application-default login` contains its e-mail address",
      command: "`npx cloud-runner doctor --project $P`",
      expected: "the row credentials shows it",
    },
    {
      assumption: "The grant of token creator on the invoker's account alone lets Pub/Sub sign push tokens",
      command: "`npx cloud-runner predict data.csv --project $P`",
      expected: "a forecast; no 401 or 403 in `gcloud logging read 'resource.type=cloud_run_revision'`",
    },
    {
      assumption: "Service Usage is on in a fresh project, so APIs can be enabled with it as quota project",
      command:
        "`cloud-runner up --create-project --billing-account X --yes --verbose` on credentials without a quota project of their own",
      expected: "no SERVICE_DISABLED for serviceusage",
    },
    {
      assumption:
        "Resource Manager and Billing answer without a forced quota project, once the credentials have one",
      command: "`gcloud auth application-default set-quota-project P`, then the same",
      expected: "project made, billing linked",
    },
    {
      assumption: "CreateProject on a taken id is ALREADY_EXISTS, from the call or its operation",
      command: "`gcloud projects create test-project`",
      expected: '"already in use"',
    },
    {
      assumption: "A fresh project is visible to its maker within 60 s",
      command: "`up --create-project --verbose`",
      expected: "the wait for the project is short or absent",
    },
    {
      assumption: "`managed-by` and `cloud-runner-stack` are valid project labels",
      command: "`gcloud projects describe ID --format='value(labels)'`",
      expected: "both labels",
    },
    {
      assumption: "TestIamPermissions on a billing account works for roles/billing.user",
      command: "`up --create-project` as such a user",
      expected: "no `billing.not-permitted`",
    },
    {
      assumption: "Linking over the account's quota is FAILED_PRECONDITION",
      command: "link one project more than allowed",
      expected: "`billing.quota` with its fix",
    },
    {
      assumption: "`billingEnabled` reads true within 60 s of linking",
      command: "`gcloud billing projects describe ID`",
      expected: "`billingEnabled: true`",
    },
    {
      assumption: "Run and Artifact Registry cannot be enabled before billing lands",
      command: "`gcloud services enable run.googleapis.com --project UNBILLED`",
      expected: "FAILED_PRECONDITION, billing must be enabled",
    },
    {
      assumption:
        "In an unpaid project Run and Artifact Registry answer BILLING_DISABLED, Storage `accountDisabled`, for metadata too",
      command:
        "`gcloud billing projects unlink UNBILLED; gcloud run services list --project UNBILLED; gcloud storage buckets describe gs://ITS-BUCKET`",
      expected: "both refused, with those reasons",
    },
    {
      assumption: "Buckets of a project that is shut down answer as those of an unpaid one",
      command: "`gcloud projects delete UNBILLED; gcloud storage buckets describe gs://ITS-BUCKET`",
      expected: "403 `accountDisabled`",
    },
    {
      assumption:
        "A freshly linked billing account is seen within 5 min, and until then calls answer BILLING_DISABLED",
      command: "`cloud-runner up --create-project --billing-account X --yes --verbose`",
      expected: "`up` says that it waits, and succeeds",
    },
    {
      assumption: "Listing the buckets of a project that does not exist is 403, making one in it 400",
      command:
        "`gcloud storage ls --project no-such-1x; gcloud storage buckets create gs://SOME-NAME --project no-such-1x`",
      expected: "`forbidden`; `Unknown project id`",
      check: bucketsOfAbsentProject,
    },
    {
      assumption:
        "A call counted against a project that is not there, or has the API off, answers USER_PROJECT_DENIED or SERVICE_DISABLED with `consumer` and `service`, whatever it is about",
      command:
        '`curl -s -H "Authorization: Bearer $(gcloud auth print-access-token)" -H "x-goog-user-project: no-such-1x" https://cloudresourcemanager.googleapis.com/v3/projects/$P`; the same with a project that has Resource Manager off',
      expected: "those reasons in `error.details`",
      check: callsCountAgainstConsumer,
    },
    {
      assumption: "DeleteProject on a project being deleted succeeds",
      command: "`cloud-runner down --delete-project --project ID --yes` twice",
      expected: "both exit 0",
    },
    {
      assumption: "A service account cannot make a project without a parent",
      command: "`up --create-project` as a service account, without `--parent`",
      expected: "PERMISSION_DENIED with the hint about `--parent`",
    },
    {
      assumption: "Rate limits carry `RATE_LIMIT_EXCEEDED` (storage: `rateLimitExceeded`)",
      command: "repeat `cloud-runner plan --project ID` until throttled",
      expected: '"waits for Google Cloud to answer", no failure',
    },
    {
      assumption: 'A per-minute quota may arrive as 403 "Quota exceeded for quota metric … per minute"',
      command: "the same",
      expected: 'retried, not "project does not exist"',
    },
    {
      assumption:
        "What is off in the quota project of the credentials is never taken for an absence in the project itself",
      command:
        "`gcloud auth application-default set-quota-project SECOND`, then `npx cloud-runner plan --project $P`",
      expected: 'a refusal that names SECOND; never "Nothing is up"',
      check: foreignQuotaProject,
    },
    {
      assumption: "Credentials that name another quota project plan, bring up and take down as any others",
      command: "`GOOGLE_CLOUD_QUOTA_PROJECT=SECOND npx cloud-runner plan --project $P --detailed-exitcode`",
      expected: "exit code 0",
      check: credentialsOfAnotherProject,
    },
    {
      assumption:
        "Service Usage may be off in a fresh project: counted against that project it answers SERVICE_DISABLED, and without a quota project it serves",
      command:
        '`curl -s -H "Authorization: Bearer $(gcloud auth print-access-token)" -H "x-goog-user-project: SECOND" https://serviceusage.googleapis.com/v1/projects/SECOND/services/serviceusage.googleapis.com`, and again without the second header',
      expected: "the service, or SERVICE_DISABLED; without the header the service",
      check: serviceUsageOfFreshProject,
    },
  ],
};
