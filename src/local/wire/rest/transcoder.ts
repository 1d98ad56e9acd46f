// The REST form of every gRPC method, as Google's own servers derive it: from the annotations in the protos.
// https://cloud.google.com/endpoints/docs/grpc/transcoding
import { Metadata } from "@grpc/grpc-js";
import type { Context } from "hono";
import protobuf from "protobufjs";
import { consumerHeader } from "../consumer.ts";
import type { HttpRule, ProtoTypes } from "../protos.ts";
import type { GrpcBinding } from "../grpc-binding.ts";
import { isMessage, parseMessage, type Message, type UnaryMethod } from "../../message.ts";
import { notEmulated, type UnaryCaller } from "../unary-call.ts";
import { badJson, unknownName } from "./json-error.ts";
import { fieldOf, messageFromJson, messageToJson, type FindType } from "./json.ts";
import { parseTemplate, type Template } from "./template.ts";

export type Transcoder = ReturnType<typeof createTranscoder>;

interface Route {
  template: Template;
  rule: HttpRule;
  protos: ProtoTypes;
  service: string;
  name: string;
  method: UnaryMethod;
}

/** Parameters of every Google API; of these only `$alt` changes an answer. https://cloud.google.com/apis/docs/system-parameters */
const systemParameters = new Set([
  "$.xgafv",
  "$alt",
  "$prettyPrint",
  "access_token",
  "alt",
  "callback",
  "fields",
  "key",
  "oauth_token",
  "prettyPrint",
  "quotaUser",
  "uploadType",
  "upload_protocol",
]);

/** Lets others be answered. */
type Pause = () => Promise<void>;

export function createTranscoder(bindings: readonly GrpcBinding[], caller: UnaryCaller, pause: Pause) {
  // Read at the first request, so that clients of gRPC alone do not wait for it.
  let known: Map<string, Route[]> | undefined;
  const packages = [...new Set(bindings.map(({ protos }) => protos))];
  const find: FindType = (fullName) => {
    for (const protos of packages) {
      const type = protos.type(fullName);
      if (type) return type;
    }
    return undefined;
  };

  function routeOf(
    verb: string,
    path: string,
  ): { route: Route; variables: Record<string, string> } | undefined {
    known ??= routesOf(bindings);
    for (const route of known.get(verb) ?? []) {
      const variables = route.template.match(path);
      if (variables) return { route, variables };
    }
    return undefined;
  }

  async function serve(context: Context, route: Route, variables: Record<string, string>): Promise<Response> {
    const { protos, service, name, method, rule } = route;
    const types = protos.method(service, name);
    const json = await requestJson(context, types.request, rule, pause);
    for (const [path, value] of Object.entries(variables)) setPath(types.request, json, path, [value]);
    const request = messageFromJson(types.request, json, find);
    const { signal } = context.req.raw;
    const metadata = new Metadata();
    for (const header of [consumerHeader, "authorization"]) {
      const value = context.req.header(header);
      if (value !== undefined) metadata.set(header, value);
    }
    const answer = await caller.call({ protocol: "http", service, name, method, request, metadata, signal });
    const enums = asksForNumbers(context) ? Number : String;
    return context.json(messageToJson(types.response, answer, find, enums) as object);
  }

  return {
    /** The answer to the request when it is the REST form of a method; undefined otherwise. @throws StatusError */
    answer(context: Context): Promise<Response> | undefined {
      const { path, method } = context.req;
      if (!/^\/v[0-9]/.test(path)) return undefined;
      const found = routeOf(method.toLowerCase(), path);
      return found && serve(context, found.route, found.variables);
    },
  };
}

/** As Google's own clients over REST do. https://cloud.google.com/apis/docs/system-parameters#http-mapping */
const asksForNumbers = ({ req }: Context): boolean =>
  (req.query("$alt") ?? req.query("alt"))?.split(";").includes("enum-encoding=int") === true;

/** By verb; what names more of the path comes first. */
function routesOf(bindings: readonly GrpcBinding[]): Map<string, Route[]> {
  const routes = bindings.flatMap(({ protos, service, methods, rest = {} }) =>
    protos.restForms(service).flatMap(({ name, rules }) => {
      const unary = (): never => {
        throw notEmulated(service, name);
      };
      const method = methods[name] ?? unary;
      return (rest[name] ?? rules).map(
        (rule): Route => ({ template: parseTemplate(rule.path), rule, protos, service, name, method }),
      );
    }),
  );
  return Map.groupBy(
    routes.toSorted((a, b) => b.template.weight - a.template.weight),
    ({ rule }) => rule.verb,
  ) as Map<string, Route[]>;
}

/** From here on each step takes a while, so that others are answered between two of them. */
const large = 256 * 1024;

async function sentMessage({ req }: Context, pause: Pause): Promise<Message | undefined> {
  const text = await req.text();
  const isLarge = text.length > large;
  if (isLarge) await pause();
  const sent = parseMessage(text);
  if (isLarge) await pause();
  return sent;
}

async function requestJson(
  context: Context,
  type: protobuf.Type,
  { body }: HttpRule,
  pause: Pause,
): Promise<Message> {
  const sent = body === undefined ? {} : await sentMessage(context, pause);
  if (!sent) throw badJson();
  const json: Message = body === undefined || body === "*" ? sent : { [body]: sent };
  for (const [name, values] of Object.entries(context.req.queries())) {
    if (!systemParameters.has(name)) setPath(type, json, name, values);
  }
  return json;
}

/** Sets the field at `path`, e.g. `options.requestedPolicyVersion`, to what stood in an address. */
function setPath(type: protobuf.Type, json: Message, path: string, values: string[]): void {
  const [head, ...rest] = path.split(".") as [string, ...string[]];
  const field = fieldOf(type, head);
  if (!field) throw unknownName(path, "");
  const inner = field.resolve().resolvedType;
  // A body may have said it by its other name.
  const key = Object.keys(json).find((each) => fieldOf(type, each) === field) ?? field.name;
  if (rest.length > 0 && inner instanceof protobuf.Type) {
    const before = json[key];
    const nested = isMessage(before) ? before : {};
    json[key] = nested;
    setPath(inner, nested, rest.join("."), values);
    return;
  }
  if (rest.length > 0) throw unknownName(path, "");
  const each = values.map((value) => (field.type === "bool" ? /^(true|1)$/.test(value) : value));
  json[key] = field.repeated ? each : each.at(-1);
}
