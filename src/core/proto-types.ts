// The message types of an API, from the JSON of its protos. Each is built when it is first asked for, with the types that
// it holds: an API has hundreds, of which a command, or the local cloud, uses a dozen.
import type protobuf from "protobufjs";

export interface ProtoTypes {
  /** Full names of the API's services. */
  readonly services: readonly string[];
  /** The methods of a service as the JSON has them. @throws Error when there is no such service */
  methods(service: string): Readonly<Record<string, protobuf.IMethod>>;
  request(service: string, method: string): protobuf.Type;
  response(service: string, method: string): protobuf.Type;
  /** Undefined when these protos have no such message. A dot before the name changes nothing. */
  type(fullName: string): protobuf.Type | undefined;
}

type Declaration = protobuf.AnyNestedObject;

/** What is declared right inside of a package, with all that is nested in it: it is built as a whole. */
interface Unit {
  package: string;
  name: string;
  json: Declaration;
}

/** @param Root of the copy of protobufjs that shall make the types */
export function protoTypes(json: protobuf.INamespace, Root: typeof protobuf.Root): ProtoTypes {
  const declared = new Map<string, { unit: Unit; json: Declaration }>();
  const namesByLastWord = new Map<string, string[]>();
  const declare = (fullName: string, declaration: Declaration, unit: Unit): void => {
    declared.set(fullName, { unit, json: declaration });
    const word = lastWord(fullName);
    const alike = namesByLastWord.get(word);
    if (alike === undefined) namesByLastWord.set(word, [fullName]);
    else alike.push(fullName);
    for (const [name, inner] of nestedIn(declaration)) declare(join(fullName, name), inner, unit);
  };
  const enter = (packageName: string, declaration: Declaration): void => {
    for (const [name, inner] of nestedIn(declaration)) {
      if (isPackage(inner)) enter(join(packageName, name), inner);
      else declare(join(packageName, name), inner, { package: packageName, name, json: inner });
    }
  };
  enter("", json);

  /** A name may be relative to where it stands, so everything is taken that it can mean. */
  const meantBy = (reference: string): Unit[] => {
    const name = withoutDot(reference);
    return (namesByLastWord.get(lastWord(name)) ?? [])
      .filter((fullName) => fullName === name || fullName.endsWith(`.${name}`))
      .map((fullName) => declared.get(fullName)!.unit);
  };

  const root = new Root();
  const built = new Set<Unit>();
  function build(wanted: Unit): void {
    if (built.has(wanted)) return;
    const missing = new Set([wanted]);
    // Those that are found on the way are visited too.
    for (const unit of missing) {
      const parent = unit.package === "" ? root : root.define(unit.package);
      parent.addJSON({ [unit.name]: unit.json });
      built.add(unit);
      for (const other of referencesIn(unit.json).flatMap(meantBy)) if (!built.has(other)) missing.add(other);
    }
    root.resolveAll();
  }

  function type(fullName: string): protobuf.Type | undefined {
    const name = withoutDot(fullName);
    const found = declared.get(name);
    if (found === undefined || !("fields" in found.json)) return undefined;
    build(found.unit);
    return root.lookupType(name);
  }

  function methods(service: string): Readonly<Record<string, protobuf.IMethod>> {
    const found = declared.get(service)?.json;
    if (!found || !("methods" in found)) throw new Error(`There is no service ${service} in the protos.`);
    return (found as protobuf.IService).methods;
  }

  /** The message that a name means inside of a scope: as in C++, the innermost. */
  function typeSeenFrom(scope: string, reference: string): protobuf.Type {
    for (
      let at = reference.startsWith(".") ? "" : scope;
      ;
      at = at.slice(0, Math.max(0, at.lastIndexOf(".")))
    ) {
      const found = type(join(at, withoutDot(reference)));
      if (found !== undefined) return found;
      if (at === "") throw new Error(`There is no message ${reference} for ${scope} in the protos.`);
    }
  }

  return {
    services: [...declared].flatMap(([name, found]) => ("methods" in found.json ? [name] : [])),
    methods,
    request: (service, method) => typeSeenFrom(service, methods(service)[method]!.requestType),
    response: (service, method) => typeSeenFrom(service, methods(service)[method]!.responseType),
    type,
  };
}

const nestedIn = (declaration: Declaration): [string, Declaration][] =>
  "nested" in declaration ? Object.entries(declaration.nested ?? {}) : [];

const isPackage = (declaration: Declaration): boolean =>
  ["fields", "values", "methods", "id"].every((key) => !(key in declaration));

/**
 * Of messages; keys of maps are of plain types, and services are not built. Also the names of plain types such as
 * `string`, which are declared nowhere.
 */
function referencesIn(part: object): string[] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === "string") return key === "type" || key === "extend" ? [value] : [];
    return typeof value === "object" && value !== null ? referencesIn(value) : [];
  });
}

const join = (outer: string, name: string): string => (outer === "" ? name : `${outer}.${name}`);
const lastWord = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
const withoutDot = (name: string): string => name.replace(/^\./, "");
