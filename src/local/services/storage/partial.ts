// Partial answers: `fields=items(name,size),nextPageToken` leaves the rest out.
// https://cloud.google.com/storage/docs/json_api#partial-response
import type { Context, Next } from "hono";
import { isMessage } from "../../message.ts";
import { invalid } from "./storage-error.ts";

/** What is asked for of each field; an empty one is asked for whole. */
interface Selection extends Map<string, Selection> {}

/** @throws StorageError 400 */
export function parseFields(text: string): Selection {
  const tokens = text.match(/[^,/()\s]+|[,/()]/g) ?? [];
  let at = 0;
  const wrong = () => invalid(`Invalid field selection ${text.slice(0, 200)}`);

  function list(depth: number): Selection {
    if (depth > 20) throw wrong();
    const selection: Selection = new Map();
    do path(selection, depth);
    while (tokens[at] === "," && ++at);
    return selection;
  }

  function path(into: Selection, depth: number): void {
    let here = into;
    for (;;) {
      const name = tokens[at++];
      if (name === undefined || /^[,/()]$/.test(name)) throw wrong();
      const inner = here.get(name) ?? (new Map() as Selection);
      here.set(name, inner);
      if (tokens[at] === "/") {
        at++;
        here = inner;
        continue;
      }
      if (tokens[at] !== "(") return;
      at++;
      for (const [key, value] of list(depth + 1)) inner.set(key, value);
      if (tokens[at++] !== ")") throw wrong();
      return;
    }
  }

  const selection = list(0);
  if (at < tokens.length) throw wrong();
  return selection;
}

export function select(value: unknown, selection: Selection): unknown {
  if (selection.size === 0) return value;
  if (Array.isArray(value)) return value.map((each) => select(each, selection));
  if (!isMessage(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      const inner = selection.get(key) ?? selection.get("*");
      return inner === undefined ? [] : [[key, select(each, inner)]];
    }),
  );
}

/** Leaves out of a resource what `fields` does not name. */
export async function answerInPart(context: Context, next: Next): Promise<void> {
  const fields = context.req.query("fields");
  if (!fields) return next();
  const selection = parseFields(fields);
  await next();
  const isResource =
    context.res.ok && context.res.headers.get("content-type")?.startsWith("application/json");
  if (!isResource || context.req.query("alt") === "media") return;
  context.res = Response.json(select(await context.res.json(), selection), context.res);
}
