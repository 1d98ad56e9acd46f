// google.iam.v1.IAMPolicy, which Pub/Sub serves on its own endpoint for topics, subscriptions and snapshots.
// https://cloud.google.com/pubsub/docs/access-control
import { invalid } from "../fields.ts";
import { policyMethods } from "../resource-policy.ts";
import type { Policies } from "../../state/policies.ts";
import { loadProtos, type HttpRule } from "../../wire/protos.ts";
import type { GrpcBinding } from "../../wire/grpc-binding.ts";
import { policyResource } from "./names.ts";
import type { Registry } from "./registry.ts";

/** https://github.com/googleapis/googleapis/blob/master/google/pubsub/v1/pubsub_v1.yaml */
const restForms = (verb: HttpRule["verb"], name: string): HttpRule[] =>
  ["topics", "subscriptions", "snapshots"].map((kind) => ({
    verb,
    path: `/v1/{resource=projects/*/${kind}/*}:${name}`,
    ...(verb === "post" && { body: "*" }),
  }));

export function iamPolicyBinding(policies: Policies, registry: Registry): GrpcBinding {
  function resourceOf(name: string): string {
    if (name.includes("/topics/")) return policyResource(registry.requireTopic(name).name);
    if (name.includes("/subscriptions/")) return policyResource(registry.requireSubscription(name).name);
    if (name.includes("/snapshots/")) return policyResource(registry.requireSnapshot(name).name);
    throw invalid(`Invalid resource name given (name=${name}).`);
  }

  return {
    protos: loadProtos("google-gax/build/protos/iam_service.json"),
    service: "google.iam.v1.IAMPolicy",
    data: ["TestIamPermissions"],
    rest: {
      GetIamPolicy: restForms("get", "getIamPolicy"),
      SetIamPolicy: restForms("post", "setIamPolicy"),
      TestIamPermissions: restForms("post", "testIamPermissions"),
    },
    methods: policyMethods(policies, resourceOf),
  };
}
