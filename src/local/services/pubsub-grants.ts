// Whether an account may use a topic or a subscription: by its own policy or its project's, by the role or by one that holds it.
// https://cloud.google.com/pubsub/docs/access-control
import type { Policies } from "../state/policies.ts";
import { projectIdOf, projectPolicyName } from "../state/projects.ts";

const wide = ["roles/pubsub.editor", "roles/pubsub.admin", "roles/editor", "roles/owner"];

interface Asked {
  /** Full name of the topic or subscription, from `projects/` on. */
  name: string;
  role: "roles/pubsub.publisher" | "roles/pubsub.subscriber";
  member: string;
}

export const holdsPubSubRole = (policies: Policies, { name, role, member }: Asked): boolean =>
  [`//pubsub.googleapis.com/${name}`, projectPolicyName(projectIdOf(name))].some((on) =>
    [role, ...wide].some((each) => policies.grants(on, each, member)),
  );
