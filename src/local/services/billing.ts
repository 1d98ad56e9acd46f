// Cloud Billing: https://cloud.google.com/billing/docs/reference/rpc/google.cloud.billing.v1
import { loadProtos } from "../protos.ts";
import type { Floor, LocalService, Message } from "../service.ts";
import { project } from "../service.ts";
import { StatusError } from "../status.ts";
import { checkOwnProject } from "./own-project.ts";
import { policyMethods } from "./resource-policy.ts";

/** One open account, and a closed one, which must not be linked. */
const accounts = [
  { name: "billingAccounts/000000-000000-000001", displayName: "Local billing", open: true },
  { name: "billingAccounts/000000-000000-000002", displayName: "Closed local billing", open: false },
] as const;

export function createBilling(floor: Floor): LocalService {
  const links = floor.store.collection<string>("billing_links");

  function view(): Message {
    // The project is born linked: nothing here costs anything.
    const name = links.get(project.id) ?? accounts[0].name;
    const account = accounts.find((candidate) => candidate.name === name);
    return {
      name: `projects/${project.id}/billingInfo`,
      projectId: project.id,
      billingAccountName: name,
      billingEnabled: account?.open ?? false,
    };
  }

  function accountOf(name: string): (typeof accounts)[number] {
    const account = accounts.find((candidate) => candidate.name === name);
    if (account) return account;
    throw new StatusError("PERMISSION_DENIED", `The caller does not have permission on ${name}.`);
  }

  const textOf = (request: Message, field: string) => (request[field] as string | undefined) ?? "";

  return {
    grpc: [
      {
        protos: loadProtos("@google-cloud/billing/build/protos/protos.json"),
        service: "google.cloud.billing.v1.CloudBilling",
        methods: {
          ListBillingAccounts: () => ({ billingAccounts: accounts }),
          GetBillingAccount: (request) => accountOf(textOf(request, "name")),
          ListProjectBillingInfo: (request) => {
            const { name } = accountOf(textOf(request, "name"));
            const info = view();
            return { projectBillingInfo: info["billingAccountName"] === name ? [info] : [] };
          },
          GetProjectBillingInfo: (request) => {
            checkOwnProject(textOf(request, "name"), "resourcemanager.projects.get");
            return view();
          },
          UpdateProjectBillingInfo: (request) => {
            checkOwnProject(textOf(request, "name"), "resourcemanager.projects.createBillingAssignment");
            const input = request["projectBillingInfo"] as { billingAccountName?: string } | undefined;
            const name = input?.billingAccountName ?? "";
            // No name unlinks; a closed account disables billing as well.
            links.put(project.id, name === "" ? "" : accountOf(name).name);
            return view();
          },
          ...policyMethods(
            floor.policies,
            (resource) => `//cloudbilling.googleapis.com/${accountOf(resource).name}`,
          ),
        },
      },
    ],
  };
}
