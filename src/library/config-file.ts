/** The configuration of a project folder. */
export const configFile = "cloud-runner.json";
