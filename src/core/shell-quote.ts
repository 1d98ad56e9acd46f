// A command line as text. Apart from exec.ts, so that what only shows a command loads nothing that runs one.
import type { Shell } from "./platform/platform.ts";
import { thisShell } from "./platform/this-platform.ts";
import { hasControls } from "./quote.ts";

/** As it can be pasted into the shell of this system. */
export const shellQuote = (argv: readonly string[], shell: Shell = thisShell()): string =>
  argv.map((word) => quotedFor[shell](word)).join(" ");

/** As a shell reads the value of a variable. */
const quotedFor: Readonly<Record<Shell, (word: string) => string>> = {
  posix(word) {
    if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
    if (!hasControls(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
    // In a way that every shell reads, and that shows what the word holds.
    const escaped = Array.from(word).map((character) =>
      hasControls(character) || character === "'" || character === "\\" ? octal(character) : character,
    );
    return `"$(printf %b '${escaped.join("")}')"`;
  },
  powershell(word) {
    if (/^[\w+:./\\-][\w+=:./\\-]*$/.test(word)) return word;
    // The old command prompt reads these too.
    if (/^[^"'$`%!‘’‚‛“”„]*$/.test(word) && !hasControls(word) && !word.endsWith("\\")) return `"${word}"`;
    if (!hasControls(word)) return inSingleQuotes(word);
    const escaped = Array.from(word).map((character) => {
      if (hasControls(character)) return `$([char]${character.codePointAt(0)})`;
      return /["$`“”„]/.test(character) ? `\`${character}` : character;
    });
    return `"${escaped.join("")}"`;
  },
};

/** What sets a variable for all that is called afterwards. */
export const settingOf = (name: string, value: string, shell: Shell = thisShell()): string =>
  shell === "posix"
    ? `export ${name}=${value === "" ? "" : quotedFor.posix(value)}`
    : `$env:${name} = ${inSingleQuotes(value)}`;

/** What has a shell set the variables that a command prints. */
export const settingBy = (command: string, shell: Shell = thisShell()): string =>
  shell === "posix" ? `eval "$(${command})"` : `${command} | Out-String | Invoke-Expression`;

const inSingleQuotes = (word: string): string => `'${word.replaceAll(/['‘’‚‛]/g, "$&$&")}'`;

const octal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => String.raw`\0${byte.toString(8).padStart(3, "0")}`).join("");
