// Cloud Billing: https://cloud.google.com/billing/docs/reference/rpc/google.cloud.billing.v1
import { checkProjectName, textOf } from "../fields.ts";
import { billingAccounts as accounts, projectIdOf, type Project } from "../../state/projects.ts";
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Message } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import { policyMethods } from "../resource-policy.ts";

export function createBilling({ projects, policies }: ServiceContext): LocalService {
  const view = (project: Project): Message => ({
    name: `projects/${project.id}/billingInfo`,
    projectId: project.id,
    billingAccountName: project.billingAccount,
    billingEnabled: projects.isBilled(project),
  });

  function projectOf(name: string): Project {
    checkProjectName(name);
    return projects.find(projectIdOf(name))!;
  }

  function accountOf(name: string): (typeof accounts)[number] {
    const account = accounts.find((candidate) => candidate.name === name);
    if (account) return account;
    throw new StatusError("PERMISSION_DENIED", `The caller does not have permission on ${name}.`);
  }

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
            const linked = projects.list().filter(({ billingAccount }) => billingAccount === name);
            return { projectBillingInfo: linked.map(view) };
          },
          GetProjectBillingInfo: (request) => view(projectOf(textOf(request, "name"))),
          UpdateProjectBillingInfo: (request) => {
            const project = projectOf(textOf(request, "name"));
            const input = request["projectBillingInfo"] as { billingAccountName?: string } | undefined;
            const name = input?.billingAccountName ?? "";
            // No name unlinks; a closed account disables billing as well.
            const linked = { ...project, billingAccount: name === "" ? "" : accountOf(name).name };
            projects.put(linked);
            return view(linked);
          },
          ...policyMethods(
            policies,
            (resource) => `//cloudbilling.googleapis.com/${accountOf(resource).name}`,
          ),
        },
      },
    ],
  };
}
