// What must be true of a screen, whatever is on it, and how its text is kept without what differs from run to run.
import widthOf from "fast-string-width";

/** With a zero for each digit of times, ids and counts that differ, so that lines stay as long as they are. */
export function lasting(text: string, folder: string): string {
  const zeros = (found: string) => found.replaceAll(/[0-9a-z]/g, "0");
  return (
    text
      .replaceAll(folder, (found) => found.replace(/[^/]+$/, (name) => "x".repeat(name.length)))
      .replaceAll(/(?<=[?&]token=)[\w-]+/g, (found) => "0".repeat(found.length))
      // How long a step took is said where it took long.
      .replaceAll(/\s\(\d+(?:\.\d+)?\s+s\)$/gm, "")
      .replaceAll(/\d{8}-\d{6}-[0-9a-f]{8}/g, zeros)
      .replaceAll(/\d{8}T\d{6}\.\d{3}Z/g, zeros)
      .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?/g, zeros)
      .replaceAll(/forecast-(\d{5})-[a-z0-9]{3}/g, "forecast-$1-000")
      .replaceAll(/#\d+|sha256:[0-9a-f]+|\d{16,}|127\.0\.0\.1:\d+/g, zeros)
      .replaceAll(/\d+\s+[a-z]+(?:\s+\d+\s+[a-z]+)?(?=\s+ago\b)/g, "0 s")
      .replaceAll(/\d+(?:\.\d+)?(?=\s+(?:ms|s|min|h|d)\b)/g, zeros)
      .replaceAll(/(?<=(?:process|port)\s+)\d+/g, "00000")
      // Seconds of a backtest.
      .replaceAll(/\b0\.\d\d$/gm, "0.00")
  );
}

/** Lines that are wider than the screen though they could have been broken; given as they were before it broke them. */
export const tooWide = (text: string, columns: number): string[] =>
  text.split("\n").filter((line) => widthOf(line) > columns && piecesOf(line) > 1);

/** What could stand in lines of its own: a command in backticks cannot. */
const piecesOf = (line: string): number =>
  line
    .trim()
    .replaceAll(/`[^`]*`\S*/g, "x")
    .replace(/ \\$/, "")
    .split(" ").length;

/** Words of a screen that what goes to a pipe does not have: something was broken or cut. */
export function brokenWords(shown: string, piped: string): string[] {
  const whole = new Set(wordsOf(piped));
  return wordsOf(shown).filter((word) => !whole.has(word));
}

/** Without drawings, and without the backslash behind which a command goes on. */
const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/\d+(?:\.\d+)?|`/g, (found) => (found === "`" ? "" : "0"))
    // A row of small bars is drawn on terminals alone.
    .replaceAll(/[▁-█]+/g, " ")
    .split("\n")
    .filter((line) => !/[│┤└⠀-⣿]|^ *[━░]/.test(line))
    .join(" ")
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "\\");
