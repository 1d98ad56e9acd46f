// By which a container is asked to end: by Cloud Run, and by the user of a terminal. Apart, since the image needs no more.
export function onStopSignal(listener: (signal: NodeJS.Signals) => void): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, listener);
}
