// Service Usage: which APIs are enabled. https://cloud.google.com/service-usage/docs/reference/rpc
import { checkProjectName, invalid, textOf, textsOf } from "../fields.ts";
import { paidApis, projectIdOf, type Project } from "../../state/projects.ts";
import { apiTitles } from "../../wire/consumer.ts";
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Message } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import { serviceAgentsOf, type ServiceAgents } from "../agents.ts";
import { pageOf } from "../page.ts";

/** What the local cloud emulates, and what goes with it on the real platform. */
const titles: Record<string, string> = {
  ...apiTitles,
  "iamcredentials.googleapis.com": "IAM Service Account Credentials API",
  "storage-api.googleapis.com": "Google Cloud Storage JSON API",
};

/** Identities that services act as. */
const identities: Record<string, keyof ServiceAgents> = {
  "pubsub.googleapis.com": "pubsub",
  "run.googleapis.com": "run",
  "storage.googleapis.com": "storage",
};

const batchLimit = 20;

export function createServiceUsage(context: ServiceContext): LocalService {
  const protos = loadProtos("@google-cloud/service-usage/build/protos/protos.json");
  const metadata = "google.api.serviceusage.v1.OperationMetadata";
  const { projects } = context;

  function projectOf(name: string): Project {
    checkProjectName(name);
    return projects.find(projectIdOf(name))!;
  }

  const view = (project: Project, id: string): Message => ({
    name: `projects/${project.number}/services/${id}`,
    parent: `projects/${project.number}`,
    config: { name: id, title: titles[id] ?? id },
    state: projects.isEnabled(project, id) ? "ENABLED" : "DISABLED",
  });

  function checkService(id: string): string {
    if (id in titles) return id;
    throw new StatusError(
      "PERMISSION_DENIED",
      `Not found or permission denied for service(s): ${id}. The local cloud does not emulate it.`,
    );
  }

  function target(name: string): { project: Project; id: string } {
    const project = projectOf(name);
    const id = /^projects\/[^/]+\/services\/([^/]+)$/.exec(name)?.[1];
    if (id === undefined) throw invalid(`"${name}" is not the name of a service.`);
    return { project, id: checkService(id) };
  }

  /** The project as it is afterwards. */
  function enable(project: Project, ids: readonly string[]): Project {
    const unpaid = projects.isBilled(project) ? [] : ids.filter((id) => paidApis.has(id));
    if (unpaid.length > 0) {
      throw new StatusError(
        "FAILED_PRECONDITION",
        `Billing account for project '${project.number}' is not found. Billing must be enabled for activation of service(s) '${unpaid.join(",")}' to proceed.`,
      );
    }
    for (const id of ids) {
      if (!projects.isEnabled(project, id)) context.chaos.made(`api ${id}`, project.number);
    }
    const enabled = Object.fromEntries(ids.map((id) => [id, true]));
    const after = { ...project, apis: { ...project.apis, ...enabled } };
    projects.put(after);
    return after;
  }

  /** An operation on services of the project as it is afterwards, which is done at once. */
  const changed = (verb: string, project: Project, ids: readonly string[], result: () => Message) =>
    context.operations.start(
      `projects/${project.number}`,
      { protos, response: `google.api.serviceusage.v1.${verb}Response`, metadata },
      result,
      { resourceNames: ids.map((id) => `projects/${project.number}/services/${id}`) },
    );

  return {
    grpc: [
      {
        protos,
        service: "google.api.serviceusage.v1.ServiceUsage",
        methods: {
          GetService: (request) => {
            const { project, id } = target(textOf(request, "name"));
            return view(project, id);
          },
          ListServices: (request) => {
            const project = projectOf(textOf(request, "parent"));
            const state = /^\s*(?:state:(ENABLED|DISABLED))?\s*$/.exec(textOf(request, "filter"));
            if (!state) throw invalid('filter must be "state:ENABLED" or "state:DISABLED".');
            const ids = Object.keys(titles).filter(
              (id) => state[1] === undefined || projects.isEnabled(project, id) === (state[1] === "ENABLED"),
            );
            const limits = { default: 50, maximum: 200 };
            return pageOf("services", ids, request, (id) => view(project, id), limits);
          },
          BatchGetServices: (request) => {
            projectOf(textOf(request, "parent"));
            const names = textsOf(request, "names");
            if (names.length > 30) throw invalid("At most 30 services can be read in one request.");
            return {
              services: names.map((name) => {
                const { project, id } = target(name);
                return view(project, id);
              }),
            };
          },
          EnableService: async (request) => {
            const { project: before, id } = target(textOf(request, "name"));
            const project = enable(before, [id]);
            return await changed("EnableService", project, [id], () => ({ service: view(project, id) }));
          },
          BatchEnableServices: async (request) => {
            const before = projectOf(textOf(request, "parent"));
            const ids = textsOf(request, "serviceIds");
            if (ids.length > batchLimit) {
              throw invalid(`${ids.length} services, at most ${batchLimit} can be enabled in one request.`);
            }
            if (ids.length < 2)
              throw invalid("A batch has at least two services; use EnableService for one.");
            ids.forEach(checkService);
            const project = enable(before, ids);
            return await changed("BatchEnableServices", project, ids, () => ({
              services: ids.map((id) => view(project, id)),
              failures: [],
            }));
          },
          DisableService: async (request) => {
            const { project: before, id } = target(textOf(request, "name"));
            if (!projects.isEnabled(before, id)) {
              throw new StatusError("FAILED_PRECONDITION", `Service ${id} is not enabled.`);
            }
            const project = { ...before, apis: { ...before.apis, [id]: false } };
            projects.put(project);
            return await changed("DisableService", project, [id], () => ({ service: view(project, id) }));
          },
        },
      },
      {
        protos,
        service: "google.api.serviceusage.v1beta1.ServiceUsage",
        methods: {
          GenerateServiceIdentity: async (request) => {
            const { project, id } = target(textOf(request, "parent"));
            const agent = identities[id];
            if (agent === undefined) throw invalid(`Service ${id} has no identity of its own.`);
            const email = serviceAgentsOf(project.id)[agent];
            return await context.operations.start(
              `projects/${project.number}`,
              {
                protos,
                response: "google.api.serviceusage.v1beta1.ServiceIdentity",
                metadata: "google.protobuf.Empty",
              },
              () => ({ email, uniqueId: `${BigInt(project.number) + BigInt(email.length)}` }),
            );
          },
        },
      },
    ],
  };
}
