import { expect, it } from "vitest";
import { agentResult, manifestResult } from "../../../../src/provision/checks/schedule-checks.ts";
import { manifestGrant } from "../../../../src/provision/nodes/schedule-nodes.ts";
import { names } from "../support.ts";

it("looks for the right of the ticks under its condition", () => {
  const grant = manifestGrant(names());
  const { role, member, condition } = grant;
  expect(manifestResult(grant, { bindings: [{ role, members: [member], condition }] }).outcome).toBe("ok");
  expect(manifestResult(grant, { bindings: [{ role: "roles/viewer", members: [member] }] })).toMatchObject({
    outcome: "failed",
    fix: "cloud-runner up",
  });
});

it("warns when Google's agent has lost its role", () => {
  const members = ["serviceAccount:service-7@gcp-sa-cloudscheduler.iam.gserviceaccount.com"];
  const bindings = [{ role: "roles/cloudscheduler.serviceAgent", members }];
  const project = { project: "p", number: "7" };
  expect(agentResult({ bindings }, project).outcome).toBe("ok");
  expect(agentResult({ bindings: [] }, project)).toMatchObject({
    outcome: "warning",
    fix: `gcloud projects add-iam-policy-binding p --member=${members[0]} --role=roles/cloudscheduler.serviceAgent`,
  });
});
