// Writes a network of layers as an ONNX file: the few messages of its protobuf that such a network needs.
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

export interface Tensor {
  name: string;
  dims: number[];
  values: readonly number[];
}

export interface Node {
  type: string;
  inputs: string[];
  output: string;
  /** Whole numbers only. */
  attributes?: Readonly<Record<string, number>>;
}

export interface Graph {
  name: string;
  /** Rows of so many numbers in, rows of so many numbers out; how many rows is left open. */
  input: { name: string; width: number };
  output: { name: string; width: number };
  nodes: Node[];
  weights: Tensor[];
}

const float = 1;
const intAttribute = 2;

export function onnxFile({ name, input, output, nodes, weights }: Graph): Uint8Array {
  const graph = [
    ...nodes.map((node) => bytes(1, nodeOf(node))),
    text(2, name),
    ...weights.map((tensor) => bytes(5, tensorOf(tensor))),
    bytes(11, valueOf(input)),
    bytes(12, valueOf(output)),
  ];
  const operators = [text(1, ""), integer(2, 17)];
  return Buffer.concat([integer(1, 8), text(2, "cloud-runner"), bytes(7, graph), bytes(8, operators)]);
}

const nodeOf = ({ type, inputs, output, attributes = {} }: Node): Buffer[] => [
  ...inputs.map((input) => text(1, input)),
  text(2, output),
  text(4, type),
  ...Object.entries(attributes).map(([key, value]) =>
    bytes(5, [text(1, key), integer(3, value), integer(20, intAttribute)]),
  ),
];

const tensorOf = ({ name, dims, values }: Tensor): Buffer[] => [
  ...dims.map((size) => integer(1, size)),
  integer(2, float),
  text(8, name),
  bytes(9, [Buffer.from(Float32Array.from(values).buffer)]),
];

function valueOf({ name, width }: Graph["input"]): Buffer[] {
  const shape = [bytes(1, [text(2, "rows")]), bytes(1, [integer(1, width)])];
  return [text(1, name), bytes(2, [bytes(1, [integer(1, float), bytes(2, shape)])])];
}

/** https://protobuf.dev/programming-guides/encoding */
function varint(value: number): Buffer {
  const out: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...out, rest]);
    out.push((rest % 128) + 128);
  }
}

const integer = (field: number, value: number) => Buffer.concat([varint(field * 8), varint(value)]);

function bytes(field: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
}

const text = (field: number, value: string) => bytes(field, [Buffer.from(value)]);
