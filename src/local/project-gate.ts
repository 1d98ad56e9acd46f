// What Google's front end does before a service sees a request: the project that it names must be there, alive and open
// to the caller, and have the API switched on. https://cloud.google.com/apis/docs/getting-started#enabling_apis
import type { Hono } from "hono";
import { isSeed, type Projects } from "./projects.ts";
import type { GrpcBinding, LocalService, Message } from "./service.ts";
import { StatusError } from "./status.ts";

/** By the package of the gRPC service. Resource Manager, Service Usage and Billing are charged to the caller's own project. */
const apis: Readonly<Record<string, string>> = {
  "google.cloud.run": "run.googleapis.com",
  "google.pubsub": "pubsub.googleapis.com",
  "google.devtools.artifactregistry": "artifactregistry.googleapis.com",
  "google.logging": "logging.googleapis.com",
  "google.monitoring": "monitoring.googleapis.com",
};

const titles: Readonly<Record<string, string>> = {
  "artifactregistry.googleapis.com": "Artifact Registry API",
  "cloudbuild.googleapis.com": "Cloud Build API",
  "iam.googleapis.com": "Identity and Access Management (IAM) API",
  "logging.googleapis.com": "Cloud Logging API",
  "monitoring.googleapis.com": "Cloud Monitoring API",
  "pubsub.googleapis.com": "Cloud Pub/Sub API",
  "run.googleapis.com": "Cloud Run Admin API",
};

/** Fields that name what a request is about; the rest of a message may speak of foreign things. */
const namingFields = ["name", "parent", "resource", "topic", "subscription", "project", "logName"];

/** The binding with every unary method behind the gate. Numbers of projects become ids: state is kept under one form. */
export function gatedBinding(binding: GrpcBinding, projects: Projects): GrpcBinding {
  const { service, methods } = binding;
  // It answers for projects that are absent, being deleted or not its own as it sees fit.
  if (service.startsWith("google.cloud.resourcemanager.")) return binding;
  const api = Object.entries(apis).find(([prefix]) => service.startsWith(`${prefix}.`))?.[1];
  const pass = (name: string): string => passed(name, { projects, service, api });
  return {
    ...binding,
    methods: Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [
        name,
        (request, call) => method(passedRequest(request, pass), call),
      ]),
    ),
  };
}

function passedRequest(request: Message, pass: (name: string) => string): Message {
  const result: Message = { ...request };
  for (const field of namingFields) {
    const value = result[field];
    if (typeof value === "string") result[field] = pass(value);
    // An update names its resource inside: `{ topic: { name } }`.
    else if (isMessage(value) && typeof value["name"] === "string") {
      result[field] = { ...value, name: pass(value["name"]) };
    }
  }
  for (const field of ["service", "repository"]) {
    const value = result[field];
    if (isMessage(value) && typeof value["name"] === "string") {
      result[field] = { ...value, name: pass(value["name"]) };
    }
  }
  for (const field of ["names", "resourceNames"]) {
    const value = result[field];
    if (Array.isArray(value)) result[field] = value.map((name) => pass(String(name)));
  }
  return result;
}

const isMessage = (value: unknown): value is Message =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Gate {
  projects: Projects;
  service: string;
  api: string | undefined;
}

function passed(name: string, { projects, service, api }: Gate): string {
  const [, idOrNumber, rest = ""] = /^projects\/([^/]+)(\/.*)?$/s.exec(name) ?? [];
  // What is no name of a project's own is for the service to judge.
  if (idOrNumber === undefined || idOrNumber === "_" || idOrNumber === "-") return name;
  const project = projects.find(idOrNumber);
  if (project?.state !== "ACTIVE") {
    throw service.startsWith("google.pubsub.") ? pubsubStranger(idOrNumber) : stranger(name);
  }
  if (api !== undefined) checkApi(projects, project.id, api);
  return `projects/${project.id}${rest}`;
}

/** Google tells a stranger's project and an absent one apart to nobody. */
const stranger = (name: string): StatusError =>
  new StatusError("PERMISSION_DENIED", `Permission denied on resource '${name}' (or it may not exist).`);

const pubsubStranger = (id: string): StatusError =>
  new StatusError(
    "NOT_FOUND",
    `Requested project not found or user does not have access to it (project=${id}). Make sure to specify the unique project identifier and not the Google Cloud Console display name.`,
  );

export function checkApi(projects: Projects, id: string, api: string): void {
  const project = projects.find(id)!;
  if (isSeed(project) || projects.isEnabled(project, api)) return;
  const title = titles[api] ?? api;
  throw new StatusError(
    "PERMISSION_DENIED",
    `${title} has not been used in project ${project.number} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/${api}/overview?project=${project.number} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
    "SERVICE_DISABLED",
  );
}

/** The same for IAM over REST. Buckets carry their project in themselves, so Cloud Storage does this on its own. */
export function httpGate(projects: Projects): LocalService {
  return {
    routes(app: Hono) {
      app.use("/v1/projects/:project/serviceAccounts/*", async (context, next) => {
        const id = context.req.param("project");
        if (id !== "-") {
          const project = projects.find(id);
          if (project?.state !== "ACTIVE") throw stranger(`projects/${id}`);
          checkApi(projects, project.id, "iam.googleapis.com");
        }
        await next();
      });
    },
  };
}
