// `cloud-runner predict` as the library does it.
import { resolve } from "node:path";
import { UsageError } from "../../../core/errors.ts";
import { statOf } from "../../../core/disk/stat-of.ts";
import type { FileResult } from "../../../library/predict/file-result.ts";
import type { Input } from "../../../library/predict/sources/input.ts";
import { detachPrepared, preparePredict, sendPrepared } from "../../../library/predict/predict.ts";
import { questionOf, seriesOf, type KnownSeries } from "../../../library/predict/look-ahead.ts";
import { staleModel } from "../../../library/own-model/compare-deployed.ts";
import { nextCommands } from "../../../library/runs/next-commands.ts";
import { parametersFrom, waitFrom, type ParameterOptions } from "../../options/forecast-parameters.ts";
import { outputFrom } from "../../options/output.ts";
import { checkDrawings } from "../../options/drawings.ts";
import { sourcesFrom } from "../../options/sources.ts";
import { longName } from "../../shell/command.ts";
import type { Context } from "../../shell/context.ts";
import { bringingUp } from "../../questions/bring-up.ts";
import { canChoose } from "../../questions/choose.ts";
import { settling, withCommands } from "../../questions/settle.ts";
import { unknownSeries } from "./charts.ts";
import { finish, goOn, listenerOf, tell, telling, type PredictResult } from "./finish.ts";

export interface PredictOptions extends ParameterOptions {
  output: string | undefined;
  format: string | undefined;
  force: boolean;
  skipExisting: boolean;
  timeout: string | undefined;
  plot: string | undefined;
  series: string[];
  report: string | undefined;
  noPlot: boolean;
  parallel: number;
  maxBytesBilled: number | undefined;
  job: boolean;
  detach: boolean;
  resume: string | undefined;
  ndjson: boolean;
}

interface PredictInput {
  arguments: string[];
  options: PredictOptions;
}

export async function run(context: Context, input: PredictInput): Promise<PredictResult> {
  checkDrawings(context.folder, input.options);
  return input.options.resume === undefined
    ? settling(context, input, (options) => forecast(context, { ...input, options }))
    : resume(context, input, input.options.resume);
}

/** The run says itself what it is about. */
function resume(
  context: Context,
  { arguments: words, options }: PredictInput,
  id: string,
): Promise<PredictResult> {
  const { output, detach, skipExisting, force, timeout, parallel, maxBytesBilled } = options;
  const parameters = parametersFrom({ ...options, param: paramsOf(options) });
  if (
    words.length > 0 ||
    output !== undefined ||
    detach ||
    skipExisting ||
    Object.keys(parameters).length > 0
  )
    throw resumedAlone(id);
  const request = { run: id, sends: true, output: undefined, force, parallel, maxBytesBilled };
  return goOn(context, options, { ...request, ...waitFrom(timeout) });
}

async function forecast(
  context: Context,
  { arguments: words, options }: PredictInput,
): Promise<PredictResult> {
  if (words.length === 0) throw noFiles(context, options);
  const request = {
    parameters: parametersFrom({ ...options, param: paramsOf(options) }),
    output: outputFrom(options.output),
    force: options.force,
    skipExisting: options.skipExisting,
    ...waitFrom(options.timeout),
    parallel: options.parallel,
    maxBytesBilled: options.maxBytesBilled,
    keepsSent: options.report !== undefined,
  };
  const sources = sourcesFrom(words, context.io);
  const prepared = await bringingUp(context, () => preparePredict(context, sources, request));
  checkOutputs(context, options, prepared.inputs);
  // Who can be asked is asked before anything is sent.
  const question = canChoose(context) ? await questionOf(context, prepared) : undefined;
  if (question !== undefined) throw question;
  const known = options.series.length > 0 ? await seriesOf(context, prepared) : undefined;
  if (known !== undefined) refuseUnknownSeries(known, options.series);
  return telling(context, options, async () => {
    const listener = listenerOf(context, options);
    const asked = { ...prepared.manifest?.parameters, ...prepared.request.parameters };
    const common = {
      before: 0,
      cwd: context.io.cwd,
      asked,
      skipped: prepared.skipped,
      isTold: options.ndjson,
    };
    if (options.detach && prepared.inputs.length > 0) {
      const detached = await bringingUp(context, () => detachPrepared(context, prepared, listener));
      const next = nextCommands(context, detached.run);
      const { run: id, inputs, failed } = detached;
      if (options.ndjson)
        tell(context, { event: "detached", run: id, sent: inputs - failed.length, failed: failed.length });
      return { ...common, run: id, detached, files: failed, next };
    }
    const send = () => sendPrepared(context, prepared, listener);
    const { run: id, files: sent } = await bringingUp(context, send);
    const stale = await staleModel(context, sent);
    if (stale !== undefined) context.progress.warn(stale);
    const files = sent.map((file): FileResult => {
      if (file.status === "ok" || prepared.manifest !== undefined) return file;
      const { path, gs, bigquery, label } = file.input;
      const word = (path ?? gs ?? bigquery) === undefined ? "-" : label;
      return { ...file, error: withCommands(file.error, context, { arguments: [word], options }) };
    });
    const next = id === undefined ? undefined : nextCommands(context, id);
    return finish(context, options, { ...common, run: id, detached: undefined, files, next });
  });
}

/** @throws UsageError */
function refuseUnknownSeries({ input, ids }: KnownSeries, names: readonly string[]): void {
  const [first, ...others] = unknownSeries(ids, names);
  if (first === undefined) return;
  throw new UsageError(`${input.label} has no series ${first.name}. ${first.hint}`, {
    code: "usage.series",
    details: others.map(({ name, hint }) => `Nor has it ${name}. ${hint}`),
    fix: "Name series by their ids with commas between, or by one of them.",
  });
}

/** A value that was forgotten leaves the file in its place. */
const noFiles = ({ io }: Pick<Context, "io">, options: object): UsageError =>
  new UsageError("No file is named.", {
    details: Object.entries(options).flatMap(([key, value]) =>
      typeof value === "string" && statOf(resolve(io.cwd, value)) !== undefined
        ? [`${value} was read as the value of --${longName(key)}, which needs one.`]
        : [],
    ),
    fix: "Name files, folders or patterns, for example cloud-runner predict data.csv; or - for standard input.",
  });

const resumedAlone = (id: string): UsageError =>
  new UsageError("A run is resumed with what it was started with.", {
    code: "usage.resume",
    details: ["Its files, parameters and outputs stand in its record."],
    fix: `Run \`cloud-runner predict --resume ${id}\` with nothing but --timeout, --parallel, --force, --max-bytes-billed and --ndjson beside it.`,
  });

/** Options that are short for parameters which only this command has a use for. */
const paramsOf = ({ format, job, param }: PredictOptions): string[] => [
  ...param,
  ...(format === undefined ? [] : [`format=${format}`]),
  ...(job ? ["on=job"] : []),
];

/** @throws UsageError */
function checkOutputs(
  { flags }: Context,
  { plot, report, ndjson, detach }: PredictOptions,
  inputs: readonly Input[],
): void {
  const toStdout = !detach && inputs.some((input) => input.outputPath === undefined);
  if (ndjson && (flags.json || toStdout)) {
    throw new UsageError(
      `--ndjson and ${flags.json ? "--json" : "the forecast"} cannot both go to standard output.`,
      {
        code: "usage.output",
        fix: flags.json ? "Leave one of them out." : "Name a file or a folder with -o.",
      },
    );
  }
  for (const [option, path] of Object.entries({ plot, report })) {
    if (!detach || path === undefined) continue;
    throw new UsageError("--detach waits for no forecast, so there is nothing to draw.", {
      code: `usage.${option}`,
      fix: `Leave --${option} out.`,
    });
  }
  if (toStdout && inputs.length > 1) {
    throw new UsageError("Only one forecast can go to standard output.", {
      code: "usage.output",
      fix: "Name a folder instead: -o out/",
    });
  }
  if (toStdout && flags.json) {
    throw new UsageError("--json and the forecast cannot both go to standard output.", {
      code: "usage.output",
      fix: "Name a file with -o.",
    });
  }
  if (plot !== undefined && inputs.length > 1) {
    throw new UsageError("--plot draws one forecast, and there are several files.", {
      code: "usage.plot",
      fix: "Leave --plot out, or forecast one file at a time.",
    });
  }
}
