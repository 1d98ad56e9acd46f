// Variables that a service may not set here: they choose the code that a process loads, or where it finds this machine. In a
// container they change that container; an instance here runs on its owner's machine, as its owner.

const names = new Set([
  "BASH_ENV",
  "ENV",
  "GCONV_PATH",
  "HOME",
  "HOST",
  "METADATA_SERVER_DETECTION",
  "OPENSSL_CONF",
  "OPENSSL_MODULES",
  "PATH",
  "STORAGE_EMULATOR_HOST",
]);

const beginnings =
  /^(NODE_|LD_|DYLD_|PYTHON(BREAKPOINT|HOME|PATH|PYCACHEPREFIX|STARTUP|USERBASE|WARNINGS)$|PERL5|RUBY|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|npm_config_)/i;

export const isOwnVariable = (name: string): boolean => names.has(name) || beginnings.test(name);
