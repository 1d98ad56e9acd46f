// Checks of Cloud Run, on the service of the stack; what would make another one is only validated.
import type { Check, Live } from "../row.ts";

const location = ({ names }: Live) => `/v2/projects/${names.project}/locations/${names.region}`;

const validated = (live: Live, template: object) =>
  live.ask("run", "POST", `${location(live)}/services?serviceId=live-probe&validateOnly=true`, {
    body: { template },
  });

const image = "us-docker.pkg.dev/cloudrun/container/hello";

export const policyOfAbsentService: Check = {
  async run(live) {
    const { status } = await live.ask("run", "GET", `${location(live)}/services/does-not-exist:getIamPolicy`);
    return status === 404;
  },
};

export const memoryOfManyCpus: Check = {
  async run(live) {
    const resources = { limits: { cpu: "8", memory: "2Gi" } };
    const { status, text } = await validated(live, { containers: [{ image, resources }] });
    return status === 400 && /4\s?Gi/.test(text);
  },
};

export const wrongFieldIsNamed: Check = {
  async run(live) {
    const { status, text } = await validated(live, { containers: [{ image }], timeout: "3601s" });
    return status === 400 && text.includes("timeout");
  },
};

export const frontDoor: Check = {
  isFirst: true,
  async run(live) {
    const { body } = await live.ask("run", "GET", `${location(live)}/services/${live.names.service}`);
    const url = `${String(body["uri"])}/`;
    const without = await live.fetch("GET", url);
    const wrong = await live.fetch("GET", url, { authorization: "Bearer x" });
    return without.status === 403 && wrong.status === 401;
  },
};

export const atRest: Check = {
  isFirst: true,
  run: async ({ tool }) => (await tool("plan", "--detailed-exitcode")).exitCode === 0,
};

export const forecasts: Check = {
  isFirst: true,
  run: async ({ tool }) => (await tool("predict", "data.csv")).exitCode === 0,
};

export const taggedRevisionAndBack: Check = {
  isFirst: true,
  async run({ tool }) {
    const tried = await tool("deploy", "--force", "--traffic", "0", "--tag", "preview", "--yes");
    const deployed = await tool("deploy", "--yes");
    const back = await tool("rollback", "--yes");
    return [tried, deployed, back].every(({ exitCode }) => exitCode === 0);
  },
};

export const madeAgain: Check = {
  isFirst: true,
  async run({ tool }) {
    const down = await tool("down", "--yes");
    const up = await tool("up", "--yes");
    const plan = await tool("plan", "--detailed-exitcode");
    return [down, up, plan].every(({ exitCode }) => exitCode === 0);
  },
};
