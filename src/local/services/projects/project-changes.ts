// What either version of Resource Manager may do to a project, and Google's rules for it.
import { checkProjectName, invalid } from "../fields.ts";
import { isSeed, projectIdOf, projectNumber, type Project } from "../../state/projects.ts";
import type { ServiceContext } from "../../service.ts";
import { StatusError } from "../../wire/status.ts";

export type Wanted = Pick<Project, "id" | "displayName" | "labels" | "parent">;

export function projectChanges({ projects, clock }: Pick<ServiceContext, "projects" | "clock">) {
  /** Callers cannot see whether a project is absent or belongs to somebody else. */
  function existing(name: string, permission: string): Project {
    checkProjectName(name);
    const project = projects.find(projectIdOf(name));
    if (project) return project;
    throw new StatusError(
      "PERMISSION_DENIED",
      `Permission '${permission}' denied on resource '${name}' (or it may not exist).`,
    );
  }

  const save = (project: Project): Project => {
    const saved = { ...project, updateTime: clock.now() };
    projects.put(saved);
    return saved;
  };

  return {
    existing,
    create(wanted: Wanted): Project {
      check(wanted);
      if (projects.find(wanted.id)) {
        throw new StatusError("ALREADY_EXISTS", "Requested entity already exists");
      }
      const made = { number: projectNumber(wanted.id), state: "ACTIVE", createTime: clock.now() } as const;
      return save({ ...wanted, ...made, billingAccount: "", apis: {}, updateTime: 0 });
    },
    update(name: string, change: Partial<Pick<Wanted, "displayName" | "labels">>): Project {
      const before = existing(name, "resourcemanager.projects.update");
      if (before.state !== "ACTIVE") {
        throw new StatusError("FAILED_PRECONDITION", `Project ${before.id} is not active.`);
      }
      check({ ...before, ...change });
      return save({ ...before, ...change });
    },
    /** Asking again is fine. The id is never given out again. */
    remove(name: string): Project {
      const project = existing(name, "resourcemanager.projects.delete");
      if (isSeed(project)) {
        throw new StatusError(
          "FAILED_PRECONDITION",
          "A lien to prevent deletion was placed on the project: it goes with the local cloud.",
        );
      }
      return project.state === "ACTIVE" ? save({ ...project, state: "DELETE_REQUESTED" }) : project;
    },
    restore(name: string): Project {
      const project = existing(name, "resourcemanager.projects.undelete");
      if (project.state === "ACTIVE") {
        throw new StatusError("FAILED_PRECONDITION", `Project ${project.id} is active.`);
      }
      return save({ ...project, state: "ACTIVE" });
    },
  };
}

/** @throws StatusError INVALID_ARGUMENT for what the proto's comments on a project rule out */
function check({ id, displayName, parent, labels }: Wanted): void {
  if (!/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(id) || /google|ssl|undefined|null/.test(id)) {
    throw invalid(`project_id "${id}" is not valid.`);
  }
  if (displayName !== "" && !/^[A-Za-z0-9'" !-]{4,30}$/.test(displayName)) {
    throw invalid(`display_name "${displayName}" is not valid.`);
  }
  if (parent !== "" && !/^(folders|organizations)\/[0-9]+$/.test(parent)) {
    throw invalid(`parent "${parent}" is neither folders/NUMBER nor organizations/NUMBER.`);
  }
  if (Object.keys(labels).length > 64) throw invalid("At most 64 labels are allowed.");
  for (const [key, value] of Object.entries(labels)) {
    if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(key)) throw invalid(`"${key}" is not a valid label key.`);
    if (!/^([a-z]([-a-z0-9]{0,61}[a-z0-9])?)?$/.test(value))
      throw invalid(`"${value}" is not a valid label value.`);
  }
}
