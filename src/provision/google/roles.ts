// Roles that more than one kind or command asks for. https://cloud.google.com/iam/docs/understanding-roles
import type { Role } from "../engine/needs.ts";

export const browser: Role = { id: "project", name: "roles/browser", title: "may see the project" };

export const storageAdmin: Role = {
  id: "storage",
  name: "roles/storage.admin",
  title: "may manage buckets and objects",
};

export const pubsubAdmin: Role = {
  id: "pubsub",
  name: "roles/pubsub.admin",
  title: "may manage topics and subscriptions",
};

export const runAdmin: Role = {
  id: "run",
  name: "roles/run.admin",
  title: "may manage Cloud Run services",
};

/** To let a service, or a subscription, work as one of our accounts. */
export const serviceAccountUser: Role = {
  id: "act-as",
  name: "roles/iam.serviceAccountUser",
  title: "may let services act as an account",
};

export const registryAdmin: Role = {
  id: "registry",
  name: "roles/artifactregistry.admin",
  title: "may keep and push images",
};

export const logViewer: Role = { id: "logging", name: "roles/logging.viewer", title: "may read logs" };
