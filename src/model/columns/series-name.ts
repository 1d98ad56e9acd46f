// Where several columns hold values, each becomes a series, and the id of a series is its column's name.

/** The id column of such a file, in results. */
export const seriesName = "series";
