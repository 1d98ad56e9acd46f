// What is thrown where a container does not begin to serve.

export class StartFailure extends Error {
  /** The last lines that the container wrote. */
  readonly lastLines: string[];
  constructor(message: string, lastLines: string[]) {
    super(message);
    this.name = "StartFailure";
    this.lastLines = lastLines;
  }
}
