// Schemas as resources: made, read, listed, deleted and checked. Topics do not take them yet.
// https://cloud.google.com/pubsub/docs/reference/rpc/google.pubsub.v1#schemaservice
import { randomBytes } from "node:crypto";
import protobuf from "protobufjs";
import type { Message } from "../../../message.ts";
import type { ServiceContext } from "../../../service.ts";
import type { GrpcBinding } from "../../../wire/grpc-binding.ts";
import type { ProtoTypes } from "../../../wire/protos.ts";
import { invalid, messageOf, textOf } from "../../fields.ts";
import { timestampOf } from "../../timestamp.ts";
import { alreadyExists, checkName, notFound, pageOf, projectPrefix } from "../names.ts";
import { avroFault } from "./avro.ts";

interface StoredSchema {
  name: string;
  type: "AVRO" | "PROTOCOL_BUFFER";
  definition: string;
  revisionId: string;
  createTime: number;
}

/** https://cloud.google.com/pubsub/quotas#resource_limits */
const longestDefinition = 300 * 1024;

export function schemaBinding({ store, clock }: ServiceContext, protos: ProtoTypes): GrpcBinding {
  const schemas = store.collection<StoredSchema>("pubsub_schemas");

  function existing(value: unknown): StoredSchema {
    // A revision may be named behind an `@`; there is one.
    const [base, revision] = String(value).split("@");
    const name = checkName("schemas", base);
    const schema = schemas.get(name);
    if (!schema || (revision !== undefined && revision !== schema.revisionId)) throw notFound(name);
    return schema;
  }

  const view = ({ createTime, definition, ...schema }: StoredSchema, isFull: boolean): Message => ({
    ...schema,
    ...(isFull && { definition }),
    revisionCreateTime: timestampOf(createTime),
  });

  return {
    protos,
    service: "google.pubsub.v1.SchemaService",
    data: "all",
    methods: {
      CreateSchema(request) {
        const parent = projectPrefix(request["parent"]);
        const name = checkName("schemas", `${parent}schemas/${textOf(request, "schemaId")}`);
        const checked = checkedSchema(messageOf(request, "schema"));
        if (schemas.get(name)) throw alreadyExists(name);
        const revisionId = randomBytes(4).toString("hex");
        const schema = { name, ...checked, revisionId, createTime: clock.now() };
        schemas.put(name, schema);
        return view(schema, true);
      },
      // Without a word all of it is given; lists give all of it when they are asked to.
      GetSchema: (request) => view(existing(request["name"]), request["view"] !== "BASIC"),
      ListSchemas(request) {
        const found = schemas.list(projectPrefix(request["parent"])).map(({ value }) => value);
        const { page, ...rest } = pageOf(found, request);
        return { schemas: page.map((schema) => view(schema, request["view"] === "FULL")), ...rest };
      },
      DeleteSchema(request) {
        schemas.delete(existing(request["name"]).name);
        return {};
      },
      ValidateSchema(request) {
        checkedSchema(messageOf(request, "schema"));
        return {};
      },
    },
  };
}

/** @throws StatusError INVALID_ARGUMENT */
function checkedSchema(schema: Message): Pick<StoredSchema, "type" | "definition"> {
  const type = schema["type"];
  const definition = textOf(schema, "definition");
  if (type !== "AVRO" && type !== "PROTOCOL_BUFFER") throw invalid("The schema must have a type.");
  if (definition === "") throw invalid("The schema must have a definition.");
  if (Buffer.byteLength(definition) > longestDefinition)
    throw invalid("The definition of a schema must not be longer than 300 KB.");
  const fault = type === "AVRO" ? avroFault(definition) : protocolFault(definition);
  if (fault !== undefined) throw invalid(`Invalid schema definition: ${fault}.`);
  return { type, definition };
}

function protocolFault(definition: string): string | undefined {
  try {
    const { root } = protobuf.parse(definition, new protobuf.Root());
    const messages = messagesIn(root);
    return messages === 1 ? undefined : `it has ${messages} outermost messages, and must have one`;
  } catch (error) {
    return (error as Error).message;
  }
}

function messagesIn(namespace: protobuf.NamespaceBase): number {
  return namespace.nestedArray.reduce((count, each) => {
    if (each instanceof protobuf.Type) return count + 1;
    return each instanceof protobuf.Namespace ? count + messagesIn(each) : count;
  }, 0);
}
