// The projects of the local cloud: the one that is there from the start, and those that Resource Manager made.
import { createHash } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { seedProject } from "../seed-project.ts";
import type { Store } from "./store.ts";

export interface Project {
  id: string;
  number: string;
  state: "ACTIVE" | "DELETE_REQUESTED";
  displayName: string;
  labels: Record<string, string>;
  /** `folders/N` or `organizations/N`; empty without one. */
  parent: string;
  /** Name of the linked billing account; empty without one. */
  billingAccount: string;
  /** APIs that were switched on or off, by id; the others are as in every new project. */
  apis: Record<string, boolean>;
  createTime: number;
  updateTime: number;
}

export type Projects = ReturnType<typeof openProjects>;

/** One open account, and a closed one, which must not be linked. */
export const billingAccounts = [
  { name: "billingAccounts/000000-000000-000001", displayName: "Local billing", open: true },
  { name: "billingAccounts/000000-000000-000002", displayName: "Closed local billing", open: false },
] as const;

/** They cost money, so they need somebody who pays. */
export const paidApis: ReadonlySet<string> = new Set([
  "artifactregistry.googleapis.com",
  "cloudbuild.googleapis.com",
  "run.googleapis.com",
]);

/** https://cloud.google.com/service-usage/docs/enabled-service#default */
const enabledAtFirst = new Set([
  "logging.googleapis.com",
  "monitoring.googleapis.com",
  "serviceusage.googleapis.com",
  "storage-api.googleapis.com",
  "storage.googleapis.com",
]);

/** Twelve digits that follow from the id, so that the number of a project is known from its name alone. */
export function projectNumber(id: string): string {
  if (id === seedProject.id) return seedProject.number;
  const digits = createHash("sha256").update(id).digest().readUIntBE(0, 6) % 1e11;
  return `2${String(digits).padStart(11, "0")}`;
}

/** The id in a name that begins with `projects/ID`. */
export const projectIdOf = (name: string): string => name.split("/")[1] ?? "";

/** Full name under which a project's policy is kept. */
export const projectPolicyName = (id: string): string =>
  `//cloudresourcemanager.googleapis.com/projects/${id}`;

/** The project that is there from the start answers with every API, so that any client can use it at once. */
export const isSeed = ({ id }: { id: string }): boolean => id === seedProject.id;

export function openProjects(store: Store, clock: Clock) {
  const kept = store.collection<Project>("projects_by_id");

  function seeded(): Project {
    const known = kept.peek(seedProject.id);
    if (known) return known;
    const now = clock.now();
    const made: Project = {
      ...seedProject,
      state: "ACTIVE",
      displayName: "cloud-runner local",
      labels: {},
      parent: "",
      // Linked from the start: nothing here costs anything.
      billingAccount: billingAccounts[0].name,
      apis: {},
      createTime: now,
      updateTime: now,
    };
    kept.put(seedProject.id, made);
    return made;
  }

  const list = (): Project[] => {
    seeded();
    return kept.list().map(({ value }) => value);
  };
  return {
    /** By id or number. */
    find(idOrNumber: string): Project | undefined {
      if (idOrNumber === seedProject.id || idOrNumber === seedProject.number) return seeded();
      if (!/^[0-9]+$/.test(idOrNumber)) return kept.peek(idOrNumber);
      return list().find(({ number }) => number === idOrNumber);
    },
    list,
    put: (project: Project) => kept.put(project.id, project),
    isEnabled: ({ apis }: Project, api: string): boolean => apis[api] ?? enabledAtFirst.has(api),
    /** Whether billing is on: a closed account is as good as none. */
    isBilled: ({ billingAccount }: Project): boolean =>
      billingAccounts.some(({ name, open }) => name === billingAccount && open),
  };
}
