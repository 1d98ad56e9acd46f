// Service Usage: which APIs are enabled. https://cloud.google.com/service-usage/docs/reference/rpc
import { loadProtos } from "../protos.ts";
import type { Floor, LocalService, Message } from "../service.ts";
import { project } from "../service.ts";
import { StatusError } from "../status.ts";
import { serviceAgents } from "./agents.ts";
import { checkOwnProject } from "./own-project.ts";
import { pageOf } from "./page.ts";

/** What the local cloud emulates, and what goes with it on the real platform. */
const titles: Record<string, string> = {
  "artifactregistry.googleapis.com": "Artifact Registry API",
  "cloudbilling.googleapis.com": "Cloud Billing API",
  "cloudbuild.googleapis.com": "Cloud Build API",
  "cloudresourcemanager.googleapis.com": "Cloud Resource Manager API",
  "iam.googleapis.com": "Identity and Access Management (IAM) API",
  "iamcredentials.googleapis.com": "IAM Service Account Credentials API",
  "logging.googleapis.com": "Cloud Logging API",
  "monitoring.googleapis.com": "Cloud Monitoring API",
  "pubsub.googleapis.com": "Cloud Pub/Sub API",
  "run.googleapis.com": "Cloud Run Admin API",
  "serviceusage.googleapis.com": "Service Usage API",
  "storage-api.googleapis.com": "Google Cloud Storage JSON API",
  "storage.googleapis.com": "Cloud Storage API",
};

/** Enabled in every new project. */
const enabledAtFirst = new Set([
  "logging.googleapis.com",
  "monitoring.googleapis.com",
  "serviceusage.googleapis.com",
  "storage-api.googleapis.com",
  "storage.googleapis.com",
]);

/** Identities that services act as. */
const identities: Record<string, string> = {
  "pubsub.googleapis.com": serviceAgents.pubsub,
  "run.googleapis.com": serviceAgents.run,
  "storage.googleapis.com": serviceAgents.storage,
};

const batchLimit = 20;
const bad = (message: string): StatusError => new StatusError("INVALID_ARGUMENT", message);

export function createServiceUsage(floor: Floor): LocalService {
  const protos = loadProtos("@google-cloud/service-usage/build/protos/protos.json");
  const states = floor.store.collection<"ENABLED" | "DISABLED">("service_usage");
  const metadata = "google.api.serviceusage.v1.OperationMetadata";
  const parent = `projects/${project.number}`;

  const stateOf = (id: string) => states.get(id) ?? (enabledAtFirst.has(id) ? "ENABLED" : "DISABLED");

  function switchOn(id: string): void {
    if (stateOf(id) === "DISABLED") floor.chaos.made(`api ${id}`);
    states.put(id, "ENABLED");
  }

  const view = (id: string): Message => ({
    name: `${parent}/services/${id}`,
    parent,
    config: { name: id, title: titles[id] ?? id },
    state: stateOf(id),
  });

  function checkService(id: string): string {
    if (id in titles) return id;
    throw new StatusError(
      "PERMISSION_DENIED",
      `Not found or permission denied for service(s): ${id}. The local cloud does not emulate it.`,
    );
  }

  function serviceOf(name: string, permission: string): string {
    checkOwnProject(name, permission);
    const id = /^projects\/[^/]+\/services\/([^/]+)$/.exec(name)?.[1];
    if (id === undefined) throw bad(`"${name}" is not the name of a service.`);
    return checkService(id);
  }

  const textOf = (request: Message, field: string) => (request[field] as string | undefined) ?? "";
  const listOf = (request: Message, field: string) => (request[field] as string[] | undefined) ?? [];

  return {
    grpc: [
      {
        protos,
        service: "google.api.serviceusage.v1.ServiceUsage",
        methods: {
          GetService: (request) => view(serviceOf(textOf(request, "name"), "serviceusage.services.get")),
          ListServices: (request) => {
            checkOwnProject(textOf(request, "parent"), "serviceusage.services.list");
            const state = /^\s*(?:state:(ENABLED|DISABLED))?\s*$/.exec(textOf(request, "filter"));
            if (!state) throw bad('filter must be "state:ENABLED" or "state:DISABLED".');
            const ids = Object.keys(titles).filter(
              (id) => state[1] === undefined || stateOf(id) === state[1],
            );
            const page = pageOf(ids, request, { default: 50, maximum: 200 });
            return { services: page.items.map(view), nextPageToken: page.nextPageToken };
          },
          BatchGetServices: (request) => {
            checkOwnProject(textOf(request, "parent"), "serviceusage.services.get");
            const names = listOf(request, "names");
            if (names.length > 30) throw bad("At most 30 services can be read in one request.");
            return { services: names.map((name) => view(serviceOf(name, "serviceusage.services.get"))) };
          },
          EnableService: async (request) => {
            const id = serviceOf(textOf(request, "name"), "serviceusage.services.enable");
            switchOn(id);
            return await floor.operations.start(
              parent,
              { protos, response: "google.api.serviceusage.v1.EnableServiceResponse", metadata },
              () => ({ service: view(id) }),
              { resourceNames: [`${parent}/services/${id}`] },
            );
          },
          BatchEnableServices: async (request) => {
            checkOwnProject(textOf(request, "parent"), "serviceusage.services.enable");
            const ids = listOf(request, "serviceIds");
            if (ids.length > batchLimit) {
              throw bad(`${ids.length} services, at most ${batchLimit} can be enabled in one request.`);
            }
            if (ids.length < 2) throw bad("A batch has at least two services; use EnableService for one.");
            ids.forEach(checkService);
            floor.store.transaction(() => ids.forEach(switchOn));
            return await floor.operations.start(
              parent,
              { protos, response: "google.api.serviceusage.v1.BatchEnableServicesResponse", metadata },
              () => ({ services: ids.map(view), failures: [] }),
              { resourceNames: ids.map((id) => `${parent}/services/${id}`) },
            );
          },
          DisableService: async (request) => {
            const id = serviceOf(textOf(request, "name"), "serviceusage.services.disable");
            if (stateOf(id) === "DISABLED") {
              throw new StatusError("FAILED_PRECONDITION", `Service ${id} is not enabled.`);
            }
            states.put(id, "DISABLED");
            return await floor.operations.start(
              parent,
              { protos, response: "google.api.serviceusage.v1.DisableServiceResponse", metadata },
              () => ({ service: view(id) }),
              { resourceNames: [`${parent}/services/${id}`] },
            );
          },
        },
      },
      {
        protos,
        service: "google.api.serviceusage.v1beta1.ServiceUsage",
        methods: {
          GenerateServiceIdentity: async (request) => {
            const id = serviceOf(textOf(request, "parent"), "serviceusage.services.generateServiceIdentity");
            const email = identities[id];
            if (email === undefined) throw bad(`Service ${id} has no identity of its own.`);
            return await floor.operations.start(
              parent,
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
