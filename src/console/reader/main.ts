// A process of its own for one large file: what fetching and reading it takes is given back with its end, and the console goes on
// answering meanwhile. Takes a job as JSON on standard input, and gives what was found as JSON on standard output.
import { text } from "node:stream/consumers";
import { thisMachine } from "../../library/this-machine.ts";
import { consoleError, statusOf } from "../http/answers.ts";
import type { ReaderInput, ReaderOutput } from "./reader.ts";
import { work } from "./work.ts";

const nothing = () => {};
const silent = { update: nothing, succeed: nothing, fail: nothing, stop: nothing };

const { folder, overrides, job } = JSON.parse(await text(process.stdin)) as ReaderInput;
const output = await work(
  {
    folder,
    overrides,
    machine: thisMachine(),
    progress: { start: () => silent, note: nothing, detail: nothing, warn: nothing },
    signal: new AbortController().signal,
    sparesCloud: true,
  },
  job,
).then(
  (done): ReaderOutput => ({ done }),
  (error: unknown): ReaderOutput => ({ error: consoleError(error), status: statusOf(error) }),
);
process.stdout.write(JSON.stringify(output));
