// Who hears of progress. The command line draws it on standard error; a program may listen, or not.

/** A step under way. */
export interface Activity {
  /** Says what it waits for now. On a terminal this replaces the line; elsewhere the next heartbeat shows it. */
  update(text: string): void;
  /** Ends it with a ticked line. */
  succeed(text?: string): void;
  /** Ends it with a crossed line. */
  fail(text?: string): void;
  /** Ends it and leaves no line. */
  stop(): void;
}

export interface NoteOptions {
  /** Ticked or crossed, for something that has ended. */
  mark?: "ok" | "failed";
  /** How long it took; shown from one second on. */
  tookMs?: number;
  /** One of many that the count of a running step stands for too, where that is drawn. */
  isPassing?: boolean;
}

export interface Progress {
  start(text: string): Activity;
  /** A line that stays; a running spinner goes on below it. */
  note(text: string, how?: NoteOptions): void;
  /** As `note`, but only with --verbose. */
  detail(text: string): void;
  /** A line that stays and that --quiet does not silence. */
  warn(text: string): void;
}

/** Runs `work` as a step that leaves no line behind, whatever becomes of it. */
export async function during<T>(
  progress: Progress,
  text: string,
  work: (activity: Activity) => Promise<T>,
): Promise<T> {
  const activity = progress.start(text);
  try {
    return await work(activity);
  } finally {
    activity.stop();
  }
}

/** Runs `work`, which may end the step with a line of its own; a failure ends it with a crossed line. */
export async function asStep<T>(
  progress: Progress,
  text: string,
  work: (activity: Activity) => Promise<T>,
  failureText?: (error: unknown) => string,
): Promise<T> {
  const activity = progress.start(text);
  try {
    const result = await work(activity);
    activity.stop();
    return result;
  } catch (error) {
    activity.fail(failureText?.(error));
    throw error;
  }
}
