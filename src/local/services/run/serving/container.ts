// What a container runs and what it finds around it, the same for instances of services and for tasks of jobs.
import { chmodSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { runAsAnnotation } from "../../../../core/contract.ts";
import { isWholeImage } from "../../../../core/disk/image-folder.ts";
import { thisPlatform } from "../../../../core/platform/this-platform.ts";
import { sitecustomize } from "../../../instance/first-files.ts";
import type { ServiceContext } from "../../../service.ts";
import { bytesOf } from "../api/defaults.ts";
import { isOwnVariable } from "../api/own-variables.ts";
import type { Container, Template } from "../api/resources.ts";
import type { Program } from "./instance-program.ts";
import { StartFailure } from "./start-failure.ts";

export type Containers = ReturnType<typeof createContainers>;

/** Without these Python's clients would look for a metadata server, and gcsfs for a minute for a gRPC API over TLS. */
const forStrangers = {
  NO_GCE_CHECK: "true",
  GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT: "false",
  PYTHONUNBUFFERED: "1",
};

/** The image's own command, as the Dockerfile has it. */
const ownCommand = ["node", "server.mjs"];

export function createContainers(context: ServiceContext, imageDir: string) {
  const { store, callers } = context;
  const verified = new Set<string>();
  // A home without anybody's credentials.
  const home = join(store.folder, "home");
  mkdirSync(home, { recursive: true });
  // A copy, beside which Python may keep what it compiles.
  const python = join(store.folder, "python");
  mkdirSync(python, { recursive: true });
  copyFileSync(sitecustomize, join(python, "sitecustomize.py"));
  chmodSync(join(python, "sitecustomize.py"), 0o600);

  /** Images with a model of the user's own lie in the state folder, so that an older revision runs what it ran. */
  function imageDirOf(image = ""): string {
    const digest = /@sha256:([0-9a-f]{64})$/.exec(image)?.[1];
    const kept = digest === undefined ? undefined : join(store.folder, "images", digest, "dist", "image");
    if (digest === undefined || kept === undefined || !existsSync(kept)) return imageDir;
    // Once is enough: nobody else may write there.
    if (!verified.has(digest) && !isWholeImage(kept, digest)) {
      throw new StartFailure(
        `The image's files in ${kept} are not what its digest says. \`cloud-runner up\` makes them anew.`,
        [],
      );
    }
    verified.add(digest);
    return kept;
  }

  function programOf({ image, command = [], args = [] }: Container, as: string | undefined): Program {
    // The state lies in the project's folder.
    if (as === "process")
      return { as, command: [...command, ...args], folder: dirname(store.folder), python };
    if (as === "docker") return { as, image: image ?? "", command, args, python };
    const [, ...words] = command[0] === "node" ? command : ownCommand;
    return { as: "files", folder: imageDirOf(image), words: [...words, ...args] };
  }

  return {
    /**
     * @param own what the platform tells the container about itself; it wins over what the user says
     * @throws StartFailure when the image's files are not whole
     */
    launch(
      container: Container,
      { annotations, serviceAccount }: Pick<Template, "annotations" | "serviceAccount">,
      own: Readonly<Record<string, string>>,
    ) {
      const program = programOf(container, annotations?.[runAsAnnotation]);
      const { env = [], resources } = container;
      return {
        program,
        environment: {
          ...Object.fromEntries(thisPlatform().homeVariables.map((name) => [name, home])),
          HOST: "127.0.0.1",
          ...(program.as !== "files" && forStrangers),
          // What was stored by others is held to the same rule as what is asked for.
          ...Object.fromEntries(
            env.flatMap(({ name = "", value = "" }) => (isOwnVariable(name) ? [] : [[name, value]])),
          ),
          ...own,
          STORAGE_EMULATOR_HOST: context.httpUrl(),
          PUBSUB_EMULATOR_HOST: context.grpcAddress(),
          // In place of the metadata server's tokens: it lets the container do what its account is granted.
          RUN_API_ENDPOINT: context.httpUrl(),
          RUN_API_TOKEN: callers.tokenFor(serviceAccount ?? ""),
          // There is no metadata server; looking for one would leave the machine.
          METADATA_SERVER_DETECTION: "none",
        } as Record<string, string>,
        memoryBytes: bytesOf(resources?.limits?.["memory"] ?? "512Mi"),
      };
    },
  };
}
