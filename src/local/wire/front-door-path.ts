// Which requests are for a container: the addresses that Cloud Run gives its services here.

/** `/run/LOCATION/SERVICE`, with anything behind it. */
export const isFrontDoor = (path: string): boolean => /^\/run\/[^/]+\/[^/]+/.test(path);
