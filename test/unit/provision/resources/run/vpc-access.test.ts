import { expect, it } from "vitest";
import {
  vpcAccess,
  vpcChanges,
  vpcOf,
  type VpcSpec,
} from "../../../../../src/provision/resources/run/vpc-access.ts";

const at = { project: "p", region: "r" };
const direct: VpcSpec = { network: "net", tags: ["b", "a"], egress: "all-traffic" };
const full = "projects/host/regions/r/subnetworks/sub";

const same: [string, VpcSpec, object][] = [
  ["what was sent", direct, vpcAccess(direct, at)],
  [
    "what Google filled in, by number and in another order",
    direct,
    {
      egress: 1,
      networkInterfaces: [{ network: "projects/p/global/networks/net", subnetwork: "net", tags: ["a", "b"] }],
    },
  ],
  [
    "a connector by its last part",
    { connector: "c", tags: [], egress: "private-ranges-only" },
    {
      connector: "projects/p/locations/r/connectors/c",
      egress: "PRIVATE_RANGES_ONLY",
      networkInterfaces: [],
    },
  ],
];
it.each(same)("is the same: %s", (_title, spec, live) => {
  expect(vpcChanges(spec, vpcOf(live))).toEqual([]);
});

const other: [string, VpcSpec | undefined, object | null, string | undefined, string | undefined][] = [
  [
    "somebody else's way",
    undefined,
    { egress: 2, networkInterfaces: [{ network: "net" }] },
    "network net, PRIVATE_RANGES_ONLY",
    undefined,
  ],
  ["none yet", direct, null, undefined, "network net, tags b a, ALL_TRAFFIC"],
  [
    "a subnetwork of the same name in another project",
    { subnetwork: full, tags: [], egress: "all-traffic" },
    { egress: 1, networkInterfaces: [{ subnetwork: full.replace("host", "other") }] },
    `subnetwork ${full.replace("host", "other")}, ALL_TRAFFIC`,
    `subnetwork ${full}, ALL_TRAFFIC`,
  ],
  [
    "a connector instead",
    direct,
    { connector: "projects/p/locations/r/connectors/c", egress: 1 },
    "connector projects/p/locations/r/connectors/c, ALL_TRAFFIC",
    "network net, tags b a, ALL_TRAFFIC",
  ],
];
it.each(other)("differs: %s", (_title, spec, live, from, to) => {
  expect(vpcChanges(spec, vpcOf(live))).toEqual([{ path: "template.vpcAccess", from, to, effect: "update" }]);
});
