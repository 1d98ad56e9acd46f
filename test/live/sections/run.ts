// Cloud Run: what only a real project can confirm.
import {
  madeAgain,
  atRest,
  frontDoor,
  memoryOfManyCpus,
  taggedRevisionAndBack,
  wrongFieldIsNamed,
} from "../checks/run.ts";
import { byCloudBuild, threeAtOnce } from "../checks/stacks.ts";
import type { Section } from "../row.ts";

export const run: Section = {
  title: "Cloud Run",
  rows: [
    {
      assumption:
        "`vpcAccess` is answered with the names as they were sent, or as full names, and an update without it clears it; `encryptionKey` likewise",
      command:
        'set `"service": { "vpc": { "network": "default", "egress": "all-traffic" } }`, `up`, `npx cloud-runner plan --project $P --detailed-exitcode`, take it out again, `up`',
      expected: "exit code 0; then no `vpcAccess` in the newest revision",
    },
    {
      assumption:
        "A key that a service agent may not use is refused in the words of `key-denied` (src/core/refusals.ts), by each of the four services",
      command: '`"encryptionKey"` of a key that nobody was let use, `npx cloud-runner up --project $P`',
      expected: "`cloud.key-denied`, and `doctor` names the commands",
    },
    {
      assumption:
        "A second `up` changes nothing: units, a probe without a port, the image as sent, the form of traffic",
      command: "`npx cloud-runner plan --project $P --detailed-exitcode`",
      expected: "exit code 0",
      check: atRest,
    },
    {
      assumption:
        "`updateService` takes the masks template, traffic, labels, ingress with an etag, and replaces the template whole",
      command:
        "change `service.memory`, `up`, then `gcloud run services describe $SERVICE --region $R --project $P --format export`",
      expected: "the new memory; no other difference",
    },
    {
      assumption: "A label of the template alone makes a new revision",
      command:
        "change `labels`, `up`, then `gcloud run revisions list --service $SERVICE --region $R --project $P`",
      expected: "one revision more",
    },
    {
      assumption: "Why a revision failed stands in `terminalCondition.message`",
      command: "`npx cloud-runner up --project $P --image` of an image that exits at once",
      expected: "the error quotes it; the old revision serves on",
    },
    {
      assumption: "A grant on the bucket of artifacts has spread once the revision that needs it starts",
      command:
        '`"artifacts": ["gs://OTHER_BUCKET"]` and a model that fetches from it, `npx cloud-runner up --project $P`',
      expected: "the revision is ready; if `load` was refused, `up` again and note how long it took",
    },
    {
      assumption: "6 and 8 CPUs need 4Gi at least",
      command:
        "`gcloud run deploy probe --image us-docker.pkg.dev/cloudrun/container/hello --cpu 8 --memory 2Gi --region $R --project $P`",
      expected: "refused, naming 4Gi",
      check: memoryOfManyCpus,
    },
    {
      assumption: "Without a token the front door answers 403, with a wrong one 401",
      command:
        "`curl -si $(gcloud run services describe $SERVICE --region $R --project $P --format 'value(status.url)')/ | head -1`, and again with `-H 'Authorization: Bearer x'`",
      expected: "403, then 401, as the local front door answers",
      check: frontDoor,
    },
    {
      assumption: "Wrong fields are refused with the texts that the local cloud gives",
      command:
        "`gcloud run deploy probe --image us-docker.pkg.dev/cloudrun/container/hello --timeout 3601 --region $R --project $P`",
      expected: "400 that names the field",
      check: wrongFieldIsNamed,
    },
    {
      assumption:
        "Artifact Registry takes `oauth2accesstoken` and an access token from `auths` in config.json",
      command: "`npx cloud-runner up --project $P --verbose`",
      expected: "`created container.image …`",
    },
    {
      assumption: "GetTag answers a pushed tag at once, with `…/versions/sha256:…`",
      command: "the same, then `npx cloud-runner plan --project $P --detailed-exitcode`",
      expected: "exit code 0",
    },
    {
      assumption: "A fresh repository takes a push within 1 min",
      command: "the first `up` on a new project",
      expected: "no `image.push-refused`",
    },
    {
      assumption:
        "What buildx pushes is taken by Cloud Run, one manifest or an index with attestations, also from an ARM Mac",
      command: "`up` on a machine with buildx",
      expected: "the revision is ready",
    },
    {
      assumption:
        "SubmitBuild takes `projects/P/serviceAccounts/EMAIL` as account, a generation, and `{}` as `dockerBuild`",
      command: "`npx cloud-runner up --project $P --builder cloud-build --verbose` on a fresh project",
      expected: "`created container.image …`",
    },
    {
      assumption:
        "The operation that SubmitBuild names is answered by `cloudbuild.googleapis.com/v1/NAME`, with `metadata.build`",
      command: "the same run",
      expected: '"Cloud Build: working, log: …" while it builds',
    },
    {
      assumption:
        "`roles/cloudbuild.builds.editor`, `roles/run.admin` and `actAs` on the builder's account are enough to submit",
      command: "the same run as an account with just the roles that `doctor --builder cloud-build` asks for",
      expected: "the same",
    },
    {
      assumption: "Reading the source, pushing and writing logs is all that the builder's account needs",
      command: "the same run, then `gcloud builds list --region $R --project $P`",
      expected: "SUCCESS, and a log at its address",
    },
    {
      assumption:
        "Grants that have not spread fail a build as FETCH_SOURCE_FAILED, PUSH_NOT_AUTHORIZED or LOGGING_FAILURE",
      command: "the first such run on a fresh project",
      expected: "at most a wait",
    },
    {
      assumption: "The build's region may be the stack's",
      command: "the same run in each region that is used",
      expected: 'no "quota restrictions" in the answer',
    },
    {
      assumption: "A build's failure stands in `metadata.build.failureInfo`",
      command: "`CLOUD_RUNNER_BASE_IMAGE=none:none npx cloud-runner up --project $P --builder cloud-build`",
      expected: "USER_BUILD_STEP, and a `gcloud builds log` that shows why",
    },
    {
      assumption: "A tag on a LATEST target with 0 % gets an address and points at the new revision",
      command: "`cloud-runner deploy --traffic 0 --tag preview --force`",
      expected: '"it serves: GET https://preview---…/ready: 200"',
    },
    {
      assumption:
        "A user's credentials give an ID token that Cloud Run accepts, with the service's URL as audience at the tag's address",
      command: "the same command, `--json`, `.proof.by`",
      expected: "`request`; `condition` if not, and the text says why",
    },
    {
      assumption: "The annotation key is accepted, and the mask `annotations` replaces the map",
      command:
        "`gcloud run services describe SERVICE --region REGION --format='value(metadata.annotations)'` after two deploys",
      expected: "`cloud-runner/had-all-traffic` beside any others",
    },
    {
      assumption: "Traffic moves between ready revisions while the newest has failed",
      command: "`cloud-runner rollback REVISION` after a failed deploy",
      expected: "exit 0 and 100 % on REVISION",
    },
    {
      assumption:
        'Last log lines of a failed revision are readable within about 10 s, with "exec format error" among them',
      command: "`cloud-runner deploy --image ARM64_IMAGE@sha256:…`",
      expected: '"Likely cause: … another CPU architecture", former revision serving',
    },
    {
      assumption:
        "`process.constrainedMemory()` or the total memory is the container's limit, so a worker that swells ends alone",
      command: "`npx cloud-runner predict` of a 60 MB file with `service.memory` 512Mi",
      expected: "a report `forecast.out-of-memory`",
    },
    {
      assumption: "A revision without traffic serves at its tag, gets all traffic, and gives it back",
      command:
        "`npx cloud-runner deploy --force --traffic 0 --tag preview --project $P`, then `deploy`, then `rollback`",
      expected: "all exit 0",
      check: taggedRevisionAndBack,
    },
    {
      assumption: "Three stacks come up in one project at once, and lose none of each other's grants",
      command: "`npx cloud-runner up --project $P --verbose` in three folders with different names at once",
      expected: "all exit 0, and `plan --detailed-exitcode` in each",
      check: threeAtOnce,
    },
    {
      assumption:
        "Cloud Build makes the image: SubmitBuild takes `location=REGION` as its routing header, as every other method of Cloud Run",
      command: "`npx cloud-runner up --project $P --builder cloud-build --verbose` in a folder of its own",
      expected: "exit code 0",
      check: byCloudBuild,
    },
    // Last: a local cloud has another address afterwards.
    {
      assumption: "A service made again while the old one is still going answers 409",
      command: "`npx cloud-runner down --project $P && npx cloud-runner up --project $P --verbose`",
      expected: "at most a wait",
      check: madeAgain,
    },
  ],
};
