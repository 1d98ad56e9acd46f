// Time and cost of one panel: in the service while it fits, in a job beyond it.
import { facts } from "./facts.ts";

export interface Panel {
  series: number;
  /** CPU of one series. */
  secondsPerSeries: number;
  bytesPerSeries: number;
}

export interface Forecast {
  way: "service" | "job, one task" | "job, many tasks";
  /** Inputs that the series have to be split into. */
  inputs: number;
  tasks: number;
  seconds: number;
  /** Of CPU that is billed. */
  cpuSeconds: number;
  /** What more of would make it faster. */
  bound: string;
}

/** Of a delivery's deadline, what a forecast may take before it is handed over. */
const servicePart = 0.6 * 540;

/** A slice is at least so long that its task's start is no more than a tenth of it. */
const leastSliceSeconds = 10 * facts.taskStartSeconds.value;

export function forecastPanel(
  { series, secondsPerSeries, bytesPerSeries }: Panel,
  parallelTasks: number = facts.parallelTasks.value,
): Forecast {
  const work = series * secondsPerSeries;
  const bytes = series * bytesPerSeries;
  const reading = bytes / facts.readBytesPerSecond.value;
  const aroundSeconds = facts.requestsInLine.value * facts.requestSeconds.value;
  const inputs = Math.ceil(Math.max(series / facts.mostSeries.value, bytes / facts.largestInputBytes.value));
  if (work + reading < servicePart) {
    const seconds = facts.coldStartSeconds.value + aroundSeconds + reading + work;
    return { way: "service", inputs, tasks: 0, seconds, cpuSeconds: seconds, bound: "the model, on one CPU" };
  }
  const handedOver = facts.taskStartSeconds.value + aroundSeconds;
  const wanted = Math.ceil(work / leastSliceSeconds);
  if (wanted <= 1) {
    const seconds = handedOver + reading + work;
    return {
      way: "job, one task",
      inputs,
      tasks: 1,
      seconds,
      cpuSeconds: reading + work,
      bound: "the model, on one CPU",
    };
  }
  const tasks = Math.min(wanted, facts.tasksPerExecution.value * inputs);
  const waves = Math.ceil(tasks / parallelTasks);
  const slice = work / tasks + reading / tasks;
  // Inputs are planned beside each other, each by one task; every level of compose is one request after another.
  const planning = reading / inputs;
  const levels = Math.ceil(Math.log(tasks / inputs) / Math.log(facts.composeSources.value));
  const composing = (levels + 1) * facts.requestSeconds.value * 4;
  const waiting = facts.taskStartSeconds.value + waves * slice;
  return {
    way: "job, many tasks",
    inputs,
    tasks,
    seconds: handedOver + planning + waiting + composing,
    cpuSeconds: reading * 2 + work + tasks * 2,
    bound:
      tasks > parallelTasks
        ? `${parallelTasks} tasks at once`
        : planning > slice
          ? "the one task that plans"
          : "the start of tasks",
  };
}
