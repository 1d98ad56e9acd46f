// What code of the user's own throws is reported with its place: it would throw again for the same input.
import { InputError } from "../input-error.ts";
import { quote, shorten } from "../../core/quote.ts";

/** Runs the user's code. @throws InputError for whatever it throws */
export async function guarded<T>(what: string, file: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${what} failed: ${describeFault(error, file)}.`, {
      code: "model.threw",
      fix: `Correct ${file}, run \`cloud-runner up\` and upload the file again; or refuse such inputs with \`throw new InputError(...)\` of cloud-runner/model.`,
      cause: error,
    });
  }
}

/** `TypeError: x is undefined, at my-model.ts:12:5` */
export function describeFault(error: unknown, file: string): string {
  if (!(error instanceof Error)) return `it threw ${quote(String(error))}`;
  const place = placeIn(error.stack ?? "", file);
  const text = shorten(`${error.name}: ${error.message}`.split("\n", 1)[0]!).replace(/\.$/, "");
  return place === undefined ? text : `${text}, at ${place}`;
}

/**
 * The topmost line of the stack inside of the user's sources. The image's source map names them below the folder of the
 * model, wherever the image lies.
 */
function placeIn(stack: string, file: string): string | undefined {
  const places = [...stack.matchAll(/([^\s()]+):(\d+):(\d+)\)?$/gm)]
    .map(([, path, line, column]) => ({ path: path!, line, column }))
    .filter(({ path }) => !/(^|\/)node_modules\/|^node:/.test(path));
  const own = places.find(({ path }) => path === file || path.endsWith(`/${file}`));
  return own === undefined ? undefined : `${file}:${own.line}:${own.column}`;
}
