import { expect, it } from "vitest";
import { networkCheck } from "../../../../src/provision/checks/network-check.ts";
import type { VpcSpec } from "../../../../src/provision/resources/run/vpc-access.ts";
import { context } from "../support.ts";

const all: VpcSpec = { network: "net", tags: [], egress: "all-traffic" };
const open = { ipCidrRange: "10.0.0.0/26", privateIpGoogleAccess: true };
const closed = { ...open, privateIpGoogleAccess: false };
const refused = (status: number, name: string) => () =>
  Promise.reject(
    Object.assign(new Error(name), {
      response: { status, data: { error: { status: name, message: "No." } } },
    }),
  );

async function look(vpc: VpcSpec, answer: () => Promise<unknown>) {
  const asked: string[] = [];
  const compute = (url: string) => {
    asked.push(url.replace("https://compute.googleapis.com/compute/v1/", ""));
    return answer();
  };
  return { asked, result: await networkCheck(context({ look: compute }), vpc).run() };
}

const shared = { ...all, subnetwork: "projects/host/regions/europe-west1/subnetworks/sub" };
it.each([
  [
    "the subnetwork that is called like the network",
    all,
    "projects/cloud-runner-local/regions/us-central1/subnetworks/net",
  ],
  ["another project's", shared, "projects/host/regions/europe-west1/subnetworks/sub"],
  [
    "that of another project's network",
    { ...all, network: "projects/host/global/networks/net", subnetwork: "sub" },
    "projects/host/regions/us-central1/subnetworks/sub",
  ],
])("looks at %s", async (_title, vpc, path) => {
  expect((await look(vpc, async () => open)).asked).toEqual([path]);
});

const subnet = "net --region=us-central1 --project=cloud-runner-local";
it.each([
  ["all traffic with a way to Google", all, async () => open, "ok", undefined],
  [
    "all traffic without one",
    all,
    async () => closed,
    "warning",
    `gcloud compute networks subnets update ${subnet} --enable-private-ip-google-access`,
  ],
  [
    "private addresses alone",
    { ...all, egress: "private-ranges-only" as const },
    async () => closed,
    "ok",
    undefined,
  ],
  [
    "no subnetwork",
    all,
    refused(404, "NOT_FOUND"),
    "failed",
    "gcloud compute networks subnets list --network=net --regions=us-central1 --project=cloud-runner-local",
  ],
  [
    "a subnetwork that may not be seen",
    all,
    refused(403, "PERMISSION_DENIED"),
    "warning",
    `gcloud compute networks subnets describe ${subnet} shows it to those who may see it.`,
  ],
  [
    "a connector for all",
    { connector: "c", tags: [], egress: "all-traffic" as const },
    async () => open,
    "warning",
    "gcloud compute networks vpc-access connectors describe projects/cloud-runner-local/locations/us-central1/connectors/c",
  ],
])("finds %s", async (_title, vpc, answer, outcome, fix) => {
  const { result } = await look(vpc, answer);
  expect(result).toMatchObject({ outcome, ...(fix !== undefined && { fix }) });
});

it("has nothing to look at on the local cloud", async () => {
  expect(await networkCheck(context({ look: undefined }), all).run()).toMatchObject({
    outcome: "notApplicable",
  });
});
