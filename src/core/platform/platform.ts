// What differs between the systems that this tool runs on: one value for each. `npm run check:layout` keeps their names,
// their signals and /proc inside this folder.
import { posix, win32, type PlatformPath } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

export type Shell = "posix" | "powershell";

export interface Platform {
  system: "Linux" | "macOS" | "Windows";
  /** How paths are written. */
  path: PlatformPath;
  /** Where this user keeps what belongs to no project, unless a variable says otherwise. */
  folders: (env: Environment, home: string) => { state: string; cache: string };
  /**
   * Whether the mode of a file says who may use it. Windows has lists of rights instead, which a folder hands down: those
   * of a user's profile name the user, administrators and the system alone.
   */
  hasModes: boolean;
  /** Whether a program hears that it is to end; elsewhere every signal ends it at once. */
  hearsSignals: boolean;
  /** Variables that name the user's home. */
  homeVariables: readonly string[];
  /** The name by which a variable is known, however it is written. */
  nameOfVariable: (written: string) => string;
  /** What docker needs, so that a container shares the network of this machine; undefined where it does always. */
  sharedNetwork: string | undefined;
  /** By what a command is asked to stop while it works. */
  interruptedBy: readonly NodeJS.Signals[];
  /** What ends a process that does not listen for it, but for what nobody can hear. */
  endedBy: readonly NodeJS.Signals[];
  /** What tells which processes run. */
  processList: "proc" | "ps" | "powershell";
  /** Endings of programs, which are left out when they are called; undefined where a program has the name it is called by. */
  programEndings: string | undefined;
  /** What keeps a program of the folder of work, which a stranger may have filled, from being taken for one of the system. */
  startedWith: Readonly<Record<string, string>>;
  /** Where programs are looked for that the user has not put on the path. */
  systemPath: readonly string[];
  /** Whether a file cannot be replaced or removed while another program, such as a scanner for viruses, has it open. */
  holdsOpenFiles: boolean;
  /** Whether letters of other sizes, or accents written otherwise, make another name, where a folder cannot be asked. */
  keepsNamesApart: { bySize: boolean; byAccents: boolean };
  /** Why there can be no file of that name, as the end of a sentence; undefined when there can. */
  whyNoName: (name: string) => string | undefined;
  /** A name that there can be a file of, for one that comes from elsewhere: the same, or with `%3A` for what cannot be. */
  nameForFile: (name: string) => string;
  /** Whether the terminal shows more than ASCII. */
  showsUnicode: (env: Environment) => boolean;
  /** What opens a file with the program that the user has for it: the words before its name. */
  opener: readonly [program: string, ...rest: string[]];
  /** Whether the user of this terminal sits before a screen that can show a browser. */
  hasScreen: (env: Environment) => boolean;
  /** In which language commands stand that are to be pasted. */
  shell: (env: Environment) => Shell;
  /** Ends a process, as a command: kindly where programs hear that, unless it is to be at once. */
  endingCommand: (pid: number, atOnce: boolean) => string;
  /** Shows how much room there is on the disk. */
  showsRoom: string;
}

const unix = {
  path: posix,
  hasModes: true,
  hearsSignals: true,
  homeVariables: ["HOME"],
  nameOfVariable: (written) => written,
  interruptedBy: ["SIGINT", "SIGTERM"],
  endedBy: ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"],
  programEndings: undefined,
  startedWith: {},
  systemPath: ["/usr/local/bin", "/usr/bin", "/bin"],
  holdsOpenFiles: false,
  whyNoName: () => undefined,
  nameForFile: (name) => name,
  /** No locale at all counts as able. */
  showsUnicode(env) {
    const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
    return locale === undefined || locale === "" || /utf-?8/i.test(locale);
  },
  shell: () => "posix",
  endingCommand: (pid, atOnce) => `kill ${atOnce ? "-9 " : ""}${pid}`,
  showsRoom: "df -h .",
} satisfies Partial<Platform>;

const linux: Platform = {
  ...unix,
  system: "Linux",
  opener: ["xdg-open"],
  hasScreen: (env) => Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"]) && !env["SSH_CONNECTION"],
  folders: (env, home) => ({
    state: posix.join(env["HOME"] || home, ".local/state/cloud-runner"),
    cache: posix.join(env["HOME"] || home, ".cache/cloud-runner"),
  }),
  processList: "proc",
  keepsNamesApart: { bySize: true, byAccents: true },
  sharedNetwork: undefined,
};

/** https://docs.docker.com/engine/network/drivers/host/#docker-desktop */
const hostNetworking =
  'Docker Desktop runs containers in a machine of its own: switch on "Enable host networking" in Settings, Resources, Network (4.34 or newer).';

const macos: Platform = {
  ...unix,
  system: "macOS",
  opener: ["open"],
  hasScreen: (env) => !env["SSH_CONNECTION"],
  // What is in Caches is left out of backups, and may be thrown away.
  folders: (env, home) => ({
    state: posix.join(env["HOME"] || home, "Library/Application Support/cloud-runner"),
    cache: posix.join(env["HOME"] || home, "Library/Caches/cloud-runner"),
  }),
  processList: "ps",
  // https://developer.apple.com/support/downloads/Apple-File-System-Reference.pdf
  keepsNamesApart: { bySize: false, byAccents: false },
  sharedNetwork: hostNetworking,
  // Where Homebrew puts programs on Apple silicon.
  systemPath: ["/opt/homebrew/bin", ...unix.systemPath, "/usr/sbin", "/sbin"],
};

const windows: Platform = {
  system: "Windows",
  path: win32,
  // Not `start`, which is a word of the shell's.
  opener: ["rundll32", "url.dll,FileProtocolHandler"],
  hasScreen: (env) => !variable(env, "SSH_CONNECTION"),
  folders(env, home) {
    const local = variable(env, "LOCALAPPDATA") || win32.join(home, "AppData", "Local");
    return {
      state: win32.join(local, "cloud-runner", "state"),
      cache: win32.join(local, "cloud-runner", "cache"),
    };
  },
  hasModes: false,
  hearsSignals: false,
  homeVariables: ["HOME", "USERPROFILE"],
  nameOfVariable: (written) => written.toUpperCase(),
  sharedNetwork: hostNetworking,
  // Ctrl-Break is the second; the window was closed at the third, and a few seconds are left.
  interruptedBy: ["SIGINT", "SIGBREAK", "SIGHUP"],
  endedBy: ["SIGINT", "SIGBREAK", "SIGHUP"],
  processList: "powershell",
  programEndings: ".COM;.EXE;.BAT;.CMD",
  // https://learn.microsoft.com/windows/win32/api/processenv/nf-processenv-needcurrentdirectoryforexepathw
  startedWith: { NoDefaultCurrentDirectoryInExePath: "1" },
  keepsNamesApart: { bySize: false, byAccents: true },
  systemPath: ["C:\\Windows\\System32", "C:\\Windows", "C:\\Windows\\System32\\WindowsPowerShell\\v1.0"],
  holdsOpenFiles: true,
  whyNoName: whyNotOnWindows,
  nameForFile(name) {
    const escaped = (character: string) =>
      `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
    const whole = Array.from(name, (each) => (isRefused(each) ? escaped(each) : each)).join("");
    const ended = whole.replace(/[. ]$/, escaped);
    return isDevice(ended) ? ended.replace(/^./, escaped) : ended;
  },
  // As the terminals say that draw every character: Windows Terminal, ConEmu, VS Code, JetBrains, and those of Unix.
  showsUnicode: (env) =>
    [env["WT_SESSION"], env["TERM_PROGRAM"], env["ConEmuTask"], env["TERMINAL_EMULATOR"]].some(Boolean) ||
    /^(xterm-256color|alacritty|rxvt-unicode)/.test(env["TERM"] ?? ""),
  // Git Bash and others that come from Unix say which they are.
  shell: (env) => (env["SHELL"] || env["MSYSTEM"] ? "posix" : "powershell"),
  // With dashes, which Git Bash does not take for paths.
  endingCommand: (pid) => `taskkill -F -PID ${pid}`,
  showsRoom: "Get-PSDrive -PSProvider FileSystem",
};

/** Names of variables have no case there, and a copy of the environment has whichever they were made with. */
const variable = (env: Environment, name: string): string | undefined =>
  env[name] ?? Object.entries(env).find(([each]) => each.toUpperCase() === name)?.[1];

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
function whyNotOnWindows(name: string): string | undefined {
  // What stands behind a colon would become a stream of the file before it, which no folder shows.
  const refused = Array.from(name).find(isRefused);
  if (refused !== undefined) return `it holds ${refused < " " ? "a control character" : refused}`;
  if (/[. ]$/.test(name)) return "it ends with a full stop or a space";
  if (isDevice(name)) return "Windows keeps it for a device";
  return name.length > 255 ? "it is longer than 255 characters" : undefined;
}

const isRefused = (character: string): boolean => '<>:"/\\|?*'.includes(character) || character < " ";

const isDevice = (name: string): boolean =>
  /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i.test(name);

/** @param name as Node calls the system; one that it knows besides is taken for a Linux */
export function platformOf(name: string): Platform {
  if (name === "win32") return windows;
  return name === "darwin" ? macos : linux;
}
