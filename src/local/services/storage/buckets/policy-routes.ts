// Who may do what with a bucket: its policy, which only the owner of the local cloud reads and writes.
// https://cloud.google.com/storage/docs/json_api/v1/buckets/getIamPolicy
import { StatusError } from "../../../wire/status.ts";
import { policyBody } from "../uploads/bodies.ts";
import { jsonBody, segment, type App, type Parts } from "../uploads/parts.ts";
import { refusePublic } from "../acl.ts";
import { conditionNotMet, invalid } from "../storage-error.ts";
import { bucketPolicyName } from "./buckets.ts";

export function policyRoutes(app: App, { buckets, context }: Parts): void {
  const policyResource = (bucket: string, policy: object) => ({
    kind: "storage#policy",
    resourceId: `projects/_/buckets/${bucket}`,
    ...policy,
  });
  app.get("/b/:bucket/iam", (request) => {
    const { name } = buckets.get(segment(request, "bucket"));
    return request.json(policyResource(name, context.policies.get(bucketPolicyName(name))));
  });
  app.put("/b/:bucket/iam", async (request) => {
    const { name, fields } = buckets.get(segment(request, "bucket"));
    const policy = policyBody(await jsonBody(request));
    refusePublic(
      { fields },
      policy.bindings.flatMap(({ members }) => members),
    );
    try {
      return request.json(policyResource(name, context.policies.set(bucketPolicyName(name), policy)));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      // Cloud Storage speaks of a failed precondition where other services speak of an aborted change.
      if (error.status === "ABORTED") throw conditionNotMet();
      throw invalid(error.message);
    }
  });
}
