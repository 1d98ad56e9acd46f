// What other services are told of each result and each failure: a message on the results topic, as a CloudEvent.
// https://github.com/googleapis/google-cloudevents/blob/main/docs/spec/pubsub.md, binary content mode
import type { InputFault, SeriesCounts } from "../contract.ts";

/** On service and job: `projects/P/topics/STACK-results`. Without it nobody is told. */
export const resultsTopicVariable = "RESULTS_TOPIC";

/** Path of the service to which what became a dead letter is pushed, so that it is announced too. */
export const deadLetterPath = "/dead-letters";

/** `ce-type`. */
export const eventTypes = {
  completed: "cloud-runner.forecast.completed",
  failed: "cloud-runner.forecast.failed",
  /** After the events of all inputs that the manifest names. */
  manifestCompleted: "cloud-runner.manifest.completed",
} as const;

/** Attributes of the message: what a subscription may filter by. Absent where there is nothing to say. */
export const eventAttributes = {
  specVersion: "ce-specversion",
  type: "ce-type",
  /** The output bucket, `//storage.googleapis.com/projects/_/buckets/NAME`. */
  source: "ce-source",
  /** The same however often the same outcome of the same upload is announced. */
  id: "ce-id",
  time: "ce-time",
  /** Name of the input. */
  subject: "ce-subject",
  contentType: "content-type",
  /** Id of the run of `predict`. */
  run: "ce-run",
  model: "ce-model",
  /** Of a failure. */
  code: "ce-code",
} as const;

interface Generation {
  bucket: string;
  name: string;
  generation: string;
}

/** An object in the output bucket. */
interface Written {
  bucket: string;
  name: string;
}

interface OfEveryEvent {
  schemaVersion: 1;
  /** Id of the run of `predict` that uploaded the input. */
  run?: string;
  /** The manifest that asked for it. */
  manifest?: Generation;
}

/** Body of `cloud-runner.forecast.completed`, `application/json`. */
export interface ForecastCompleted extends OfEveryEvent {
  input: Generation;
  output: Written;
  model: string;
  modelVersion?: string;
  /** Of the forecast. */
  rows: number;
  /** Of a panel. */
  series?: SeriesCounts;
  /** The report on series that their model could not forecast. */
  report?: Written;
  warnings?: string[];
  /** From the arrival of the delivery to the result; absent when it is announced once more. */
  seconds?: number;
}

/** Body of `cloud-runner.forecast.failed`, `application/json`. */
export interface ForecastFailed extends OfEveryEvent {
  /** No generation: a manifest named an input that is not there. */
  input: Omit<Generation, "generation"> & { generation?: string };
  /** Absent for an input of a manifest, whose failure stands in the result of the manifest, and for a dead letter. */
  report?: Written;
  /** As in the report: its code, what is wrong and what fixes it. */
  error: InputFault;
  seconds?: number;
}

/** Body of `cloud-runner.manifest.completed`, `application/json`. */
export interface ManifestCompleted extends OfEveryEvent {
  manifest: Generation;
  id: string;
  /** Has a row for each input. */
  output: Written;
  succeeded: number;
  failed: number;
  seconds?: number;
}
