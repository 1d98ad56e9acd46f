// Checks of projects and of whom a call counts against.
import { reasonOf, type Check } from "../row.ts";

const absent = "no-such-project-1x";
const consumer = (project: string) => ({ headers: { "x-goog-user-project": project } });

export const absentProject: Check = {
  async run({ ask }) {
    const answer = await ask("cloudresourcemanager", "GET", `/v3/projects/${absent}`);
    return answer.status === 403 && answer.text.includes("PERMISSION_DENIED");
  },
};

export const callsCountAgainstConsumer: Check = {
  isFirst: true,
  async run({ ask, names, second }) {
    const path = `/v3/projects/${names.project}`;
    const denied = await ask("cloudresourcemanager", "GET", path, consumer(absent));
    if (denied.status !== 403 || reasonOf(denied) !== "USER_PROJECT_DENIED") return false;
    if (second === undefined) return true;
    const topics = `/v1/projects/${names.project}/topics`;
    const disabled = await ask("pubsub", "GET", topics, consumer(second));
    return disabled.status === 403 && reasonOf(disabled) === "SERVICE_DISABLED";
  },
};

/** R1: what is off in the quota project must never be taken for an absence in the target. */
export const foreignQuotaProject: Check = {
  isFirst: true,
  needsSecond: true,
  async run({ ask, names, second }) {
    const path = `/v2/projects/${names.project}/locations/${names.region}/services/${names.service}`;
    const { status, text } = await ask("run", "GET", path, consumer(second!));
    return status === 403 && text.includes("SERVICE_DISABLED") && text.includes("consumer");
  },
};

export const bucketsOfAbsentProject: Check = {
  async run({ ask, names }) {
    const listed = await ask("storage", "GET", `/storage/v1/b?project=${absent}`);
    const body = { name: `${names.inputBucket}-probe` };
    const made = await ask("storage", "POST", `/storage/v1/b?project=${absent}`, { body });
    return listed.status === 403 && made.status === 400 && /Unknown project/i.test(made.text);
  },
};

export const permissionsAreKnown: Check = {
  isFirst: true,
  async run({ tool }) {
    const { exitCode, stdout, stderr } = await tool("doctor", "--verbose");
    return exitCode === 0 && !`${stdout}${stderr}`.includes("cannot be tested on a project");
  },
};

export const serviceUsageOfFreshProject: Check = {
  needsSecond: true,
  async run({ ask, second }) {
    const path = `/v1/projects/${second}/services/serviceusage.googleapis.com`;
    const alone = await ask("serviceusage", "GET", path);
    const counted = await ask("serviceusage", "GET", path, consumer(second!));
    const isOff = counted.status === 403 && reasonOf(counted) === "SERVICE_DISABLED";
    return alone.status === 200 && (counted.status === 200 || isOff);
  },
};
