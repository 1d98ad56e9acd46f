// The project that exists from the start.
export const seedProject = { id: "cloud-runner-local", number: "100000000001" } as const;
