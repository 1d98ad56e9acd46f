// getIamPolicy, setIamPolicy and testIamPermissions, which many of Google's services have in the same form.
// https://github.com/googleapis/googleapis/blob/master/google/iam/v1/iam_policy.proto
import { messageOf, textOf } from "./fields.ts";
import { policyFromMessage, policyMessage, type Policies } from "../state/policies.ts";
import type { UnaryMethod } from "../message.ts";

/**
 * @param fullName gives the full name of the resource, by which its policy is kept; throws when there is none
 */
export function policyMethods(
  policies: Policies,
  fullName: (resource: string, permission: string) => string,
): Record<"GetIamPolicy" | "SetIamPolicy" | "TestIamPermissions", UnaryMethod> {
  const resourceOf = (request: Record<string, unknown>) => textOf(request, "resource");
  return {
    GetIamPolicy: (request) => {
      const name = fullName(resourceOf(request), "getIamPolicy");
      const policy = policies.get(name);
      // One that was never set has no version; one that was emptied keeps its own.
      return policyMessage(policies.wasSet(name) ? policy : { ...policy, version: 0 });
    },
    SetIamPolicy: (request) =>
      policyMessage(
        policies.set(
          fullName(resourceOf(request), "setIamPolicy"),
          policyFromMessage(messageOf(request, "policy")),
        ),
      ),
    // Whoever can reach the local cloud owns it.
    TestIamPermissions: (request) => {
      fullName(resourceOf(request), "testIamPermissions");
      return { permissions: request["permissions"] ?? [] };
    },
  };
}
