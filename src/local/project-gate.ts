// What Google's front end does before a service sees a request: the project that it names must be there, alive and open
// to the caller, have the API switched on, and have somebody who pays for what costs money.
// https://cloud.google.com/apis/docs/getting-started#enabling_apis
import type { Hono, MiddlewareHandler } from "hono";
import { aboutConsumer, checkConsumer, checkEnabled, consumerHeader } from "./wire/consumer.ts";
import { paidApis, type Projects } from "./state/projects.ts";
import { isMessage, type Call, type Message, type UnaryMethod } from "./message.ts";
import type { GrpcBinding } from "./wire/grpc-binding.ts";
import type { LocalService } from "./service.ts";
import { StatusError } from "./wire/status.ts";

/** By the package of the gRPC service. */
const apis: Readonly<Record<string, string>> = {
  "google.cloud.run": "run.googleapis.com",
  "google.cloud.scheduler": "cloudscheduler.googleapis.com",
  "google.pubsub": "pubsub.googleapis.com",
  "google.devtools.artifactregistry": "artifactregistry.googleapis.com",
  "google.logging": "logging.googleapis.com",
  "google.monitoring": "monitoring.googleapis.com",
};

/** They work on projects from outside, so only the project that a call is counted against needs them switched on. */
const outerApis: Readonly<Record<string, string>> = {
  "google.cloud.resourcemanager": "cloudresourcemanager.googleapis.com",
  "google.api.serviceusage": "serviceusage.googleapis.com",
  "google.cloud.billing": "cloudbilling.googleapis.com",
};

const apiOf = (table: Readonly<Record<string, string>>, service: string): string | undefined =>
  Object.entries(table).find(([prefix]) => service.startsWith(`${prefix}.`))?.[1];

/** Fields that name what a request is about; the rest of a message may name other things. */
const namingFields = ["name", "parent", "resource", "topic", "subscription", "project", "logName"];

/** The binding with every unary method behind the gate. Numbers of projects become ids: state is kept under one form. */
export function gatedBinding(binding: GrpcBinding, projects: Projects): GrpcBinding {
  const { service, methods } = binding;
  const api = apiOf(apis, service);
  const consumed = api ?? apiOf(outerApis, service);
  // It answers for projects that are absent, being deleted or not its own as it sees fit.
  const isOpen = service.startsWith("google.cloud.resourcemanager.");
  const pass = (name: string): string => passed(name, { projects, service, api });
  const gated =
    (method: UnaryMethod): UnaryMethod =>
    (request, call) => {
      if (consumed !== undefined) checkConsumer(projects, consumerOf(call), consumed);
      return method(isOpen ? request : passedRequest(request, pass), call);
    };
  return {
    ...binding,
    methods: Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, gated(method)])),
  };
}

const consumerOf = ({ metadata }: Call): string | undefined => metadata.get(consumerHeader)[0]?.toString();

function passedRequest(request: Message, pass: (name: string) => string): Message {
  const result: Message = { ...request };
  for (const field of [...namingFields, "service", "repository"]) {
    const value = result[field];
    if (typeof value === "string") result[field] = pass(value);
    // An update names its resource inside: `{ topic: { name } }`.
    else if (isMessage(value) && typeof value["name"] === "string") {
      result[field] = { ...value, name: pass(value["name"]) };
    }
  }
  for (const field of ["names", "resourceNames"]) {
    const value = result[field];
    if (Array.isArray(value)) result[field] = value.map((name) => pass(String(name)));
  }
  return result;
}

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
    throw service.startsWith("google.pubsub.") ? pubsubNotFound(idOrNumber) : denied(name);
  }
  if (api !== undefined) checkApi(projects, project.id, api);
  return `projects/${project.id}${rest}`;
}

/** As at Google, callers cannot see whether a project is absent or belongs to somebody else. */
const denied = (name: string): StatusError =>
  new StatusError("PERMISSION_DENIED", `Permission denied on resource '${name}' (or it may not exist).`);

const pubsubNotFound = (id: string): StatusError =>
  new StatusError(
    "NOT_FOUND",
    `Requested project not found or user does not have access to it (project=${id}). Make sure to specify the unique project identifier and not the Google Cloud Console display name.`,
  );

/** @throws StatusError when the project has the API switched off, or nobody pays for what the API costs */
export function checkApi(projects: Projects, id: string, api: string): void {
  const project = projects.find(id)!;
  checkEnabled(projects, project, api);
  if (!paidApis.has(api) || projects.isBilled(project)) return;
  throw new StatusError(
    "PERMISSION_DENIED",
    `This API method requires billing to be enabled. Please enable billing on project #${project.number} by visiting https://console.developers.google.com/billing/enable?project=${project.number} then retry. If you enabled billing for this project recently, wait a few minutes for the action to propagate to our systems and retry.`,
    "BILLING_DISABLED",
    aboutConsumer(project, api),
  );
}

/** The same for IAM and for Resource Manager's first version, which have no protos. */
export function httpGate(projects: Projects): LocalService {
  const counted =
    (api: string): MiddlewareHandler =>
    async (context, next) => {
      checkConsumer(projects, context.req.header(consumerHeader), api);
      await next();
    };
  return {
    routes(app: Hono) {
      const iam = "iam.googleapis.com";
      for (const path of ["/v1/projects", "/v1/projects/:project"]) {
        app.use(path, counted("cloudresourcemanager.googleapis.com"));
      }
      app.use("/v1/projects/:project/serviceAccounts/*", counted(iam), async (context, next) => {
        const id = context.req.param("project")!;
        if (id !== "-") {
          const project = projects.find(id);
          if (project?.state !== "ACTIVE") throw denied(`projects/${id}`);
          checkApi(projects, project.id, iam);
        }
        await next();
      });
    },
  };
}
