// Small drawings in the colour of the text beside them; each is decoration, the words say what is meant.
const paths = {
  overview: "M3 3h7v7H3zM14 3h7v4h-7zM14 11h7v10h-7zM3 14h7v7H3z",
  forecast: "M3 20V4M3 20h18M6 15l4-5 3 3 3-5M16 8l5-4M16 8l5 2",
  runs: "M8 6h13M8 12h13M8 18h13M3.5 6h.01M3.5 12h.01M3.5 18h.01",
  schedules: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
  metrics: "M4 20V10M10 20V4M16 20v-8M22 20H2",
  logs: "M4 5h16M4 10h10M4 15h16M4 20h7",
  dead: "M12 3l10 18H2zM12 10v5M12 18h.01",
  revisions: "M6 3v12M6 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM18 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM18 9c0 6-12 3-12 6",
  cost: "M12 2v20M17 6H9.5a3.5 3.5 0 0 0 0 7h5a3.5 3.5 0 0 1 0 7H6",
  upload: "M12 16V4M7 9l5-5 5 5M4 20h16",
  download: "M12 4v12M7 11l5 5 5-5M4 20h16",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "M4 12l5 5L20 6",
  close: "M6 6l12 12M18 6L6 18",
  play: "M7 4l13 8-13 8z",
  pause: "M8 5v14M16 5v14",
  again: "M20 11a8 8 0 1 0-2 6M20 4v7h-7",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM21 21l-5-5",
  menu: "M4 6h16M4 12h16M4 18h16",
  back: "M15 5l-7 7 7 7",
  bucket: "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6l2 13c0 1.1 2.7 2 6 2s6-.9 6-2l2-13",
  topic: "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 9V3M14.6 13.500l5.2 3M9.4 13.500l-5.2 3",
  service: "M4 6l8-4 8 4v12l-8 4-8-4zM4 6l8 5 8-5M12 11v11",
  job: "M4 7h16v13H4zM9 7V4h6v3M4 13h16",
  file: "M6 2h8l5 5v15H6zM14 2v5h5",
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }) => (
  <svg
    class="icon"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={paths[name]} />
  </svg>
);
