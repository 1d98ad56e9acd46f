// What the routes of the console work with.
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Session } from "../library/session.ts";
import type { ConsoleError } from "./contract/errors.ts";
import type { Confirms } from "./http/confirm.ts";
import type { Access } from "./http/guard.ts";
import type { Streams } from "./http/streams.ts";
import type { Reader } from "./reader/reader.ts";
import type { Sendings } from "./sendings.ts";
import type { Uploads } from "./uploads.ts";

export type App = Hono<{ Bindings: HttpBindings }>;

export interface Placing {
  error: (error: unknown) => unknown;
  command: (command: string) => string;
}

export interface Dependencies {
  /** Its signal aborts when the console ends. */
  session: Session;
  access: Access;
  /** That it listens on, which is known late. */
  port: () => number;
  version: string;
  pagesFolder: string;
  /** Of this user alone, for files that go with the console. */
  folder: string;
  /** Makes commands work where they are pasted. */
  placing: Placing;
  uploads: Uploads;
  reader: Reader;
  sendings: Sendings;
}

/** What every route works with. */
export interface Tools extends Dependencies {
  /** With commands that work where they are pasted. */
  errorOf: (failure: unknown) => ConsoleError;
  confirms: Confirms;
  streams: Streams;
}
