// Prophet's Stan program, by itself. The package's own loader keeps one instance for the life of the thread: its memory
// grows with every fit, a trap leaves it broken, and where its heap happens to stand changes the order of sums and with
// it the forecast. Here every fit gets an instance of its own, so equal data give equal numbers, whatever ran before.
// Layout of what goes in and comes out: the record types of augurs' prophet-wasmstan.wit, in the canonical ABI
// (https://github.com/grafana/augurs/tree/main/components, https://github.com/WebAssembly/component-model).

/** Where a fit starts, and where it ends. */
export interface StanParameters {
  k: number;
  m: number;
  delta: Float64Array;
  beta: Float64Array;
  sigmaObs: number;
}

export interface StanOptions {
  seed: number;
  /** Most steps. */
  iter?: number;
  /** Steps that L-BFGS remembers. */
  historySize?: number;
}

/** @param data of Prophet's program, as JSON */
export type Optimize = (
  inits: StanParameters,
  data: string,
  options: StanOptions,
) => { params: StanParameters };

/** As much of WebAssembly as is used; TypeScript knows it only with the types of a browser. */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { exports: unknown };
}

interface StanExports {
  memory: { buffer: ArrayBuffer };
  _initialize(): void;
  cabi_realloc(old: number, oldSize: number, alignment: number, size: number): number;
  "augurs:prophet-wasmstan/optimizer#optimize"(inputs: number): number;
}

/**
 * @param wasm prophet-wasmstan.core.wasm of @bsull/augurs-prophet-wasmstan
 * @returns throws an Error with Stan's words when it comes to no result, and a RuntimeError when it traps
 */
export function compileStan(wasm: Uint8Array): Optimize {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  const module = new Module(wasm);
  return (inits, data, options) => {
    // The system is wanted before the memory that it works on is there.
    const started: { memory?: StanExports["memory"] } = {};
    const view = () => new DataView(started.memory!.buffer);
    const imports = { wasi_snapshot_preview1: system(view) };
    const { exports } = new Instance(module, imports) as { exports: StanExports };
    started.memory = exports.memory;
    exports._initialize();
    const inputs = writeInputs(exports, inits, data, options);
    const output = exports["augurs:prophet-wasmstan/optimizer#optimize"](inputs);
    return readOutput(view(), output);
  };
}

const noSuchFile = 8;

/** What Stan asks of its system (WASI preview 1). It reads no file; what it prints also comes back with the result. */
function system(view: () => DataView): Record<string, (...values: number[]) => number> {
  const nothing = () => 0;
  const none = (count: number, size: number) => {
    view().setUint32(count, 0, true);
    view().setUint32(size, 0, true);
    return 0;
  };
  return {
    clock_time_get(_clock, _precision, at) {
      view().setBigUint64(at!, 0n, true);
      return 0;
    },
    environ_get: nothing,
    environ_sizes_get: none as (...values: number[]) => number,
    fd_close: nothing,
    fd_fdstat_get: () => noSuchFile,
    fd_prestat_dir_name: () => noSuchFile,
    fd_prestat_get: () => noSuchFile,
    fd_read: () => noSuchFile,
    fd_seek: () => noSuchFile,
    fd_write(_file, parts, count, written) {
      let length = 0;
      for (let part = 0; part < count!; part++) length += view().getUint32(parts! + part * 8 + 4, true);
      view().setUint32(written!, length, true);
      return 0;
    },
    proc_exit(status) {
      throw new Error(`Stan ended itself with status ${status}.`);
    },
    // The optimizer draws nothing that reaches the result; the seed is given.
    random_get: nothing,
    sched_yield: nothing,
  };
}

/** Bytes of the record (inits, data, options) that optimize takes. */
const inputSize = 200;

function writeInputs(stan: StanExports, inits: StanParameters, data: string, options: StanOptions): number {
  const at = stan.cabi_realloc(0, 0, 8, inputSize);
  const place = (bytes: Uint8Array, alignment: number) => {
    const to = stan.cabi_realloc(0, 0, alignment, bytes.length);
    new Uint8Array(stan.memory.buffer).set(bytes, to);
    return to;
  };
  const numbers = (values: ArrayLike<number>) => place(new Uint8Array(Float64Array.from(values).buffer), 8);
  const [delta, beta] = [numbers(inits.delta), numbers(inits.beta)];
  const text = new TextEncoder().encode(data);
  const textAt = place(text, 1);

  // Only now: each allocation may have moved the memory.
  new Uint8Array(stan.memory.buffer, at, inputSize).fill(0);
  const view = new DataView(stan.memory.buffer, at, inputSize);
  view.setFloat64(0, inits.k, true);
  view.setFloat64(8, inits.m, true);
  view.setUint32(16, delta, true);
  view.setUint32(20, inits.delta.length, true);
  view.setUint32(24, beta, true);
  view.setUint32(28, inits.beta.length, true);
  view.setFloat64(32, inits.sigmaObs, true);
  view.setUint32(40, textAt, true);
  view.setUint32(44, text.length, true);
  writeOptions(view, options);
  return at;
}

/** Each option is a flag, whether it is given, and its value at the next aligned place. */
function writeOptions(view: DataView, { seed, iter, historySize }: StanOptions): void {
  const whole = (at: number, value: number | undefined) => {
    if (value === undefined) return;
    view.setUint8(at, 1);
    view.setUint32(at + 4, value, true);
  };
  whole(52, seed);
  whole(168, historySize);
  whole(176, iter);
  // Without the Jacobian: the value after this flag stays 0.
  view.setUint8(184, 1);
}

/** The result record: a flag, then five logs, which nobody reads, and the parameters; or the words of a failure. */
function readOutput(view: DataView, at: number): ReturnType<Optimize> {
  const place = (offset: number) => [
    view.getUint32(at + offset, true),
    view.getUint32(at + offset + 4, true),
  ];
  const numbers = (offset: number) => {
    const [from, length] = place(offset);
    return new Float64Array(view.buffer.slice(from!, from! + length! * 8) as ArrayBuffer);
  };
  if (view.getUint8(at) !== 0) {
    throw new Error(new TextDecoder().decode(new Uint8Array(view.buffer, ...place(8))));
  }
  return {
    params: {
      k: view.getFloat64(at + 48, true),
      m: view.getFloat64(at + 56, true),
      delta: numbers(64),
      beta: numbers(72),
      sigmaObs: view.getFloat64(at + 80, true),
    },
  };
}
