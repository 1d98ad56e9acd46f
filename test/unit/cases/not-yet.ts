// Cases that the sources do not answer yet as they should. This list only gets shorter: a case on it that is answered
// right fails its test.
export const notYet: ReadonlySet<string> = new Set<string>([]);
