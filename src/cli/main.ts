// The command line as a function: runs one command and turns every failure into text and an exit code.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { explained, whyNotWritten } from "../core/disk/trouble.ts";
import { CloudRunnerError, exitCodes, InterruptedError, UsageError } from "../core/errors.ts";
import { onInterrupt } from "../core/platform/signals.ts";
import { overridesOf, type Context, type GlobalFlags } from "./shell/context.ts";
import { errorWithShortPaths } from "./layout/short-path.ts";
import type { Io } from "./shell/io.ts";
import { commandLine } from "./shell/command-line.ts";
import { errorInPlace, inPlace, pastingOf } from "./pasting/in-place.ts";
import { withHelp } from "./pasting/named-help.ts";
import { withBuilder } from "./pasting/with-builder.ts";
import { withOtherFolders } from "./pasting/other-folders.ts";
import { withSameAgain } from "./pasting/same-again.ts";
import { createOutput } from "./shell/output.ts";
import { createProgress } from "./shell/progress.ts";
import { flagsBeforeParsing, parseArguments, type Invocation } from "./parsing/program.ts";
import { wrap } from "./layout/wrap.ts";
import { versionDocument, versionOf } from "./shell/version.ts";
import { watchNetwork } from "./waits/network-watch.ts";
import { trustAsker } from "./questions/trust.ts";
import { keepLoopbackDirect } from "../library/local-cloud/proxy.ts";
import { thisMachine, workingFolder } from "../library/this-machine.ts";
import { errorDocument } from "../core/error-document.ts";
import { renderError } from "./shell/render-error.ts";

/** Never rejects: whatever happens is printed, and the exit code says how it ended. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  if (argv[0] === "__complete") return suggest(argv.slice(1), io);
  let flags = flagsBeforeParsing(argv);
  const stopListening = io.onUnfinished(() => report(unfinished(), io, flags));
  try {
    const invocation = await parseArguments(argv);
    flags = invocation.flags;
    return invocation.kind === "command" ? await runCommand(invocation, io) : await printHelp(invocation, io);
  } catch (error) {
    return report(error, io, flags);
  } finally {
    stopListening();
  }
}

/** For the completion of a shell, which nobody reads the faults of. */
async function suggest(words: readonly string[], io: Io): Promise<number> {
  const { complete } = await import("./completion/complete.ts");
  io.stdout.write(await complete(words, io));
  // Something that took too long may still be under way.
  io.exit(exitCodes.ok);
  return exitCodes.ok;
}

/** Else a command that did nothing would end with 0. */
function unfinished(): CloudRunnerError {
  return new CloudRunnerError("The command ended before it was done.", {
    code: "command.unfinished",
    details: ["Likely cause: a model of your own calls process.exit, or waits for what never comes."],
    fix: 'Move such code of the file that "model" in cloud-runner.json names into load, which only the service calls. Without such a file this is a bug of cloud-runner.',
  });
}

function notPrinted(error: NodeJS.ErrnoException): CloudRunnerError {
  return new CloudRunnerError("Standard output cannot be written, so the result is not there.", {
    code: "output.not-written",
    details: [whyNotWritten(error)],
    fix: "Make room, or send it elsewhere, then run the command again.",
    cause: error,
  });
}

export type CommandInvocation = Extract<Invocation, { kind: "command" }>;

/** Runs one command from start to exit code; rejects with what went wrong. */
export async function runCommand({ command, input, flags }: CommandInvocation, io: Io): Promise<number> {
  const output = createOutput(io, flags);
  const progress = createProgress({
    stream: io.stderr,
    view: output.errorView,
    clock: io.clock,
    quiet: flags.quiet,
    verbose: flags.verbose,
    // Loaded only when something is really shown on a terminal.
    createSpinner: async (text, { colour, symbols }) =>
      (await import("./layout/spinner.ts")).createOraSpinner(process.stderr, text, colour, symbols.ellipsis),
  });
  const interruption = new AbortController();
  let folder = io.cwd;
  let goesOn = false;
  const stopListening = io.onInterrupt(() => {
    if (interruption.signal.aborted) return io.exit(exitCodes.interrupted);
    // What goes on until Ctrl-C starts nothing.
    const what = goesOn ? "Stopping." : "Stopping: nothing new is started.";
    progress.warn(`${what} Ctrl-C again ends at once.`);
    interruption.abort(new InterruptedError());
  });
  const stopWatching = io.watchNetwork?.((text, elapsedMs) => progress.waits(text, elapsedMs));
  try {
    folder = projectFolder(flags, io);
    const context: Context = {
      io,
      flags,
      output,
      folder,
      machine: io,
      overrides: overridesOf(flags, input.options["builder"] as string | undefined),
      progress,
      signal: interruption.signal,
      askTrust: trustAsker({ io, flags, output, signal: interruption.signal }),
      commandLine: ({ arguments: words, options }) =>
        commandLine(command, { arguments: [...words], options: { ...input.options, ...options } }),
    };
    const implementation = await command.load();
    const typed = { options: input.options, flags };
    const pasting = pastingOf(io, flags);
    const show = async (result: unknown, how: "document" | "jsonLine") => {
      if (flags.json) output[how](implementation.document?.(result) ?? (result as object));
      else {
        // What streams are the words of others.
        const isOwnText = command.streams !== true && command.isScript !== true;
        const placed = (text: string) => (isOwnText ? inPlace(text, pasting) : text);
        // A command that is laid out must be whole before, and all others stand in sentences.
        output.text(placed(await implementation.render(result, { ...output.view, placed }, typed)));
      }
    };
    const running = implementation.run(context, input);
    if (Symbol.asyncIterator in running) {
      goesOn = true;
      for await (const result of running) await show(result, "jsonLine");
      return exitCodes.ok;
    }
    const result = await running;
    progress.close();
    await show(result, "document");
    const code = implementation.exitCode?.(result, typed) ?? exitCodes.ok;
    if (implementation.endsProcess?.(result) === true) io.exit(code);
    return code;
  } catch (error) {
    // A client call that the signal cut short fails in its own way; the cause is the interruption.
    if (interruption.signal.aborted && !isOurs(error)) throw interruption.signal.reason;
    const settled = withSameAgain(withBuilder(withHelp(error, command), command, input), { command, input });
    throw await withOtherFolders(settled, { command, input, folder, machine: io });
  } finally {
    stopWatching?.();
    // What else of it still tries again keeps the process from its end, and says so where it has ended.
    interruption.abort(new InterruptedError());
    progress.close();
    stopListening();
  }
}

const isOurs = (error: unknown): boolean => error instanceof Error && "exitCode" in error;

function projectFolder(flags: GlobalFlags, io: Io): string {
  const folder = resolve(io.cwd, flags.cwd ?? ".");
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`There is no folder ${folder}.`, {
      code: "usage.cwd",
      fix: "Name an existing folder with --cwd.",
    });
  }
  return folder;
}

async function printHelp(invocation: Exclude<Invocation, CommandInvocation>, io: Io): Promise<number> {
  const output = createOutput(io, invocation.flags);
  const { view } = output;
  if (invocation.kind === "version") {
    if (invocation.flags.json) output.document(await versionDocument(io, process.arch));
    else output.text(versionOf(io));
    return exitCodes.ok;
  }
  const topic = invocation.kind === "help" ? invocation.topic : [];
  if (invocation.flags.json) {
    const { helpDocument } = await import("./shell/help-document.ts");
    output.document(await helpDocument(topic));
    return exitCodes.ok;
  }
  const { helpFor, helpView, shortHelp } = await import("./shell/help.ts");
  const page = helpView(view);
  const help = invocation.kind === "short-help" ? shortHelp(page) : await helpFor(topic, page);
  output.text(wrap(help, page.wrapsAt));
  return exitCodes.ok;
}

function report(failure: unknown, io: Io, flags: GlobalFlags): number {
  const error = errorInPlace(explained(failure), pastingOf(io, flags));
  const output = createOutput(io, flags);
  const document = errorDocument(error);
  if (flags.json) {
    output.document({ error: document });
  } else {
    const about = `cloud-runner ${versionOf(io)}, Node.js ${process.versions.node}, ${io.platform} ${process.arch}`;
    const { errorView } = output;
    const shown = errorWithShortPaths(error, io);
    io.stderr.write(`${errorView.show(renderError(shown, errorView, { verbose: flags.verbose, about }))}\n`);
  }
  return document.exitCode;
}

/** The real process. */
function processIo(): Io {
  const listeners = new Set<() => void>();
  const machine = thisMachine();
  let stopHearing = () => {};
  keepLoopbackDirect(process.env);
  let mayEnd = false;
  const end = (code: number) => {
    mayEnd = true;
    process.exit(code);
  };
  const interrupt = () => {
    for (const listener of listeners) listener();
  };
  // A reader that has seen enough, such as `head`, is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) =>
    end(error.code === "EPIPE" ? exitCodes.ok : report(notPrinted(error), io, flagsBeforeParsing([]))),
  );
  // What nobody reads of the progress, or no disk takes, is lost; the work goes on.
  process.stderr.on("error", () => {});
  const io: Io = {
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: workingFolder(),
    ...machine,
    onInterrupt(listener) {
      if (listeners.size === 0) {
        stopHearing = onInterrupt(interrupt);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stopHearing();
      };
    },
    interrupt,
    watchNetwork: (told) => watchNetwork(machine.clock, told),
    onUnfinished(listener) {
      const onExit = () => {
        if (!mayEnd) process.exitCode = listener();
      };
      process.once("exit", onExit);
      return () => process.off("exit", onExit);
    },
    exit: end,
  };
  return io;
}
