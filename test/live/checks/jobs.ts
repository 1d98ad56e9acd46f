// Checks of the job of the stack; nothing is run, and what would make another job is only validated.
import type { Check, Live } from "../row.ts";

const jobs = ({ names }: Live) => `/v2/projects/${names.project}/locations/${names.region}/jobs`;

const validateOnly = "validateOnly=true";

export const policyOfAbsentJob: Check = {
  async run(live) {
    const { status } = await live.ask("run", "GET", `${jobs(live)}/does-not-exist:getIamPolicy`);
    return status === 404;
  },
};

export const wrongTimeoutOfTask: Check = {
  async run(live) {
    const containers = [{ image: "us-docker.pkg.dev/cloudrun/container/hello" }];
    const body = { template: { template: { containers, timeout: "700000s" } } };
    const path = `${jobs(live)}?jobId=live-probe&${validateOnly}`;
    const { status, text } = await live.ask("run", "POST", path, { body });
    return status === 400 && /timeout/i.test(text);
  },
};

/** As the container asks for it, with a variable and a number of tasks of its own. */
export const runWithOverrides: Check = {
  async run(live) {
    const containerOverrides = [{ env: [{ name: "WORK_ORDER", value: "gs://none/order.json" }] }];
    const body = { validateOnly: true, overrides: { containerOverrides, taskCount: 2 } };
    const { status } = await live.ask("run", "POST", `${jobs(live)}/${live.names.job}:run`, { body });
    return status === 200;
  },
};
