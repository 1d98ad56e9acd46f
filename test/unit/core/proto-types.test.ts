import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { protoTypes } from "../../../src/core/proto-types.ts";

const jsonOf = (name: string) =>
  JSON.parse(
    readFileSync(
      fileURLToPath(new URL(`../../../node_modules/${name}/build/protos/protos.json`, import.meta.url)),
      "utf8",
    ),
  ) as protobuf.INamespace;

/** All that encoding and decoding depend on. What extends the options of a proto file is not asked for by a message. */
const shapeOf = (type: protobuf.Type) =>
  type.fieldsArray
    .filter(({ name }) => !name.startsWith("."))
    .map((field) => {
      const { name, id, repeated, map, packed, required, delimited, partOf, resolvedType } = field.resolve();
      return {
        name,
        id,
        repeated,
        map,
        packed,
        required,
        delimited,
        written: field.type,
        // The getter may give the group that a field is one of.
        hasPresence: Boolean(field.hasPresence),
        oneOf: partOf?.name,
        refersTo: resolvedType?.fullName,
        values: resolvedType instanceof protobuf.Enum ? resolvedType.values : undefined,
      };
    });

function everyType(parent: protobuf.NamespaceBase): protobuf.Type[] {
  return parent.nestedArray.flatMap((each) => [
    ...(each instanceof protobuf.Type ? [each] : []),
    ...(each instanceof protobuf.Namespace ? everyType(each) : []),
  ]);
}

describe.each(["run", "pubsub-api"])("the types of %s", (name) => {
  const json = jsonOf(`@google-cloud/${name}`);
  const whole = protobuf.Root.fromJSON(json);

  it("are, one by one, those that protobufjs makes of the whole", () => {
    const all = everyType(whole);
    expect(all.length).toBeGreaterThan(100);
    for (const type of all) {
      const alone = protoTypes(json, protobuf.Root).type(type.fullName)!;
      expect({ [type.fullName]: shapeOf(alone) }).toEqual({ [type.fullName]: shapeOf(type) });
    }
  });

  it("are the same when one comes after the other, and for every method", () => {
    const lean = protoTypes(json, protobuf.Root);
    for (const service of lean.services) {
      for (const method of whole.lookupService(service).methodsArray) {
        method.resolve();
        const { name: called, resolvedRequestType: request, resolvedResponseType: response } = method;
        expect(lean.request(service, called).fullName).toBe(request!.fullName);
        expect(lean.response(service, called).fullName).toBe(response!.fullName);
      }
    }
    for (const type of everyType(whole)) {
      expect(shapeOf(lean.type(type.fullName)!)).toEqual(shapeOf(type));
    }
  });
});

describe("names", () => {
  const text = { type: "string", id: 1 };
  const inner = { fields: { of: { type: "Outer", id: 1 } } };
  const json = {
    nested: {
      Loose: { fields: { text } },
      a: {
        nested: {
          Loose: { fields: { text, more: { type: "string", id: 2 } } },
          Outer: { fields: { held: { type: "Inner", id: 1 } }, nested: { Inner: inner } },
          Speaker: {
            methods: {
              Near: { requestType: "Loose", responseType: "Outer.Inner" },
              Far: { requestType: ".Loose", responseType: "a.Outer" },
              Lost: { requestType: "Nowhere", responseType: "Loose" },
            },
          },
        },
      },
    },
  };
  const types = protoTypes(json as unknown as protobuf.INamespace, protobuf.Root);

  it("mean the nearest message of that name, and with a dot before them the outermost", () => {
    expect(types.services).toEqual(["a.Speaker"]);
    expect(types.request("a.Speaker", "Near").fullName).toBe(".a.Loose");
    expect(types.request("a.Speaker", "Far").fullName).toBe(".Loose");
    expect(types.response("a.Speaker", "Near").fullName).toBe(".a.Outer.Inner");
    expect(types.response("a.Speaker", "Far").fullName).toBe(".a.Outer");
  });

  it("of what is not there are refused, or give nothing", () => {
    expect(types.type("a.Nothing")).toBeUndefined();
    expect(types.type("a.Speaker")).toBeUndefined();
    expect(() => types.methods("a.Nobody")).toThrow("There is no service a.Nobody");
    expect(() => types.request("a.Speaker", "Lost")).toThrow("There is no message Nowhere for a.Speaker");
  });

  it("of what a message extends are found, before the message that it extends was asked for", () => {
    const extending = {
      nested: {
        a: {
          nested: {
            Holder: {
              fields: { text },
              nested: { more: { type: "Kind", id: 100, extend: "Extended" } },
            },
            Extended: { fields: { text }, extensions: [[100, 200]] },
            Kind: { values: { NONE: 0, SOME: 7 } },
          },
        },
      },
    };
    const few = protoTypes(extending as unknown as protobuf.INamespace, protobuf.Root);
    expect(few.type("a.Holder")!.fullName).toBe(".a.Holder");
    const extended = few.type("a.Extended")!;
    expect(extended.fieldsArray.map(({ name, id }) => [name, id])).toEqual([
      ["text", 1],
      [".a.Holder.more", 100],
    ]);
    expect(extended.fieldsById[100]!.resolve().resolvedType).toMatchObject({ values: { NONE: 0, SOME: 7 } });
  });

  it("lead to types that read what they wrote", () => {
    const outer = types.type(".a.Outer")!;
    const value = { held: { of: { held: {} } } };
    expect(outer.toObject(outer.decode(outer.encode(outer.fromObject(value)).finish()))).toEqual(value);
  });
});
