// What a terminal shows, as tmux gives it with its colours, line by line.

export interface Run {
  text: string;
  /** A colour by its name, or the plain one. */
  colour: string;
  isBold: boolean;
  isDim: boolean;
}

const colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** Runs of one look each. Everything but colour, bold and dim is left out. */
export function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let look = { colour: "plain", isBold: false, isDim: false };
  // oxlint-disable-next-line no-control-regex -- this is what a terminal obeys
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    // oxlint-disable-next-line no-control-regex -- the same
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part)?.[1];
    if (codes === undefined) {
      if (part !== "") runs.push({ text: part, ...look });
      continue;
    }
    for (const code of codes.split(";").map(Number)) {
      if (code === 0) look = { colour: "plain", isBold: false, isDim: false };
      else if (code === 1) look = { ...look, isBold: true };
      else if (code === 2) look = { ...look, isDim: true };
      else if (code === 22) look = { ...look, isBold: false, isDim: false };
      else if (code === 39) look = { ...look, colour: "plain" };
      else if (code >= 30 && code <= 37) look = { ...look, colour: colours[code - 30]! };
      else if (code >= 90 && code <= 97) look = { ...look, colour: colours[code - 90]! };
    }
  }
  return runs;
}

export interface Frame {
  atMs: number;
  /** With what tmux puts between them for colour. */
  lines: readonly string[];
}

export interface Shown {
  row: number;
  line: string;
  fromMs: number;
  toMs: number;
}

/** Each line once for each time that it stands somewhere without a break. */
export function linesShown(frames: readonly Frame[], endMs: number): Shown[] {
  const shown: Shown[] = [];
  const open = new Map<number, Shown>();
  for (const { atMs, lines } of frames) {
    for (const row of new Set([...open.keys(), ...lines.keys()])) {
      const line = lines[row] ?? "";
      const before = open.get(row);
      if (before?.line === line) continue;
      if (before !== undefined) shown.push({ ...before, toMs: atMs });
      open.delete(row);
      if (line !== "") open.set(row, { row, line, fromMs: atMs, toMs: endMs });
    }
  }
  return [...shown, ...open.values()].filter(({ fromMs, toMs }) => toMs > fromMs);
}

/** With pauses no longer than `longestMs`, so that nobody waits for what takes its time. */
export function withShortPauses(frames: readonly Frame[], longestMs: number): Frame[] {
  let shift = 0;
  let last = frames[0]?.atMs ?? 0;
  return frames.map((frame) => {
    const pause = frame.atMs - last;
    last = frame.atMs;
    if (pause > longestMs) shift += pause - longestMs;
    return { ...frame, atMs: frame.atMs - shift };
  });
}
