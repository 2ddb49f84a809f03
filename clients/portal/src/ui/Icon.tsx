/** Paths of the icons, drawn in a square of 24 units with a stroke. */
const PATHS = {
  cross: "M6 6l12 12M18 6L6 18",
  project: "M12 3l8 4v10l-8 4-8-4V7zM4 7l8 4 8-4M12 11v10",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  plus: "M12 5v14M5 12h14",
  check: "M5 13l4 4L19 7",
  stop: "M7 7h10v10H7z",
  back: "M15 6l-6 6 6 6",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4l3 2",
  coin: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M14.5 9.5c-1-1-5-1-5 1s5 1 5 3-4 2-5 1M12 7.5v9",
  bell: "M6 16V11a6 6 0 1 1 12 0v5l2 2H4zM10 21h4",
  redo: "M20 12a8 8 0 1 1-2.5-5.8L20 8M20 4v4h-4",
  chevron: "M9 6l6 6-6 6",
  thought: "M12 4a6 6 0 0 0-3.5 10.9V18h7v-3.1A6 6 0 0 0 12 4M10 21h4",
  eye: "M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12M12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  flask: "M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M8 15h8",
  edit: "M4 20l1-4L16 5l3 3L8 19z",
  undo: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  shield: "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z",
  clip: "M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l7-7",
  send: "M12 19V5M6 11l6-6 6 6",
  logo: "M8 5L3 12l5 7M16 5l5 7-5 7M9.5 12h5",
  home: "M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
  sessions: "M4 6h16M4 12h10M4 18h7M17 14l4 3-4 3z",
  chart: "M4 20V4M4 20h16M8 16v-4M13 16V8M18 16v-6",
  gear:
    "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  folder: "M3 6h6l2 2h10v11H3z",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  note: "M4 5h16v11H10l-4 4v-4H4z",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16.2 16.2L21 21",
  branch: "M7 4v16M7 15c0-4 10-2 10-7M7 4a0 0 0 0 0 0 0M17 4v4",
  server: "M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M5 20c0-4 3-6 7-6s7 2 7 6",
  rule: "M5 4h14v16H5zM9 9h6M9 13h6M9 17h3",
  wallet: "M4 7h16v12H4zM4 7l11-3v3M16 13h.01",
  key: "M15 4a5 5 0 1 0 0 10 5 5 0 0 0 0-10M11.5 12.5L4 20M7 17l3 3",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  warn: "M12 4l9 16H3zM12 10v4M12 17h.01",
  offline: "M3 3l18 18M5 10a10 10 0 0 1 4-2.4M19 10a10 10 0 0 0-7-3M8.5 13.5a5 5 0 0 1 3-1.4M12 18h.01",
  terminal: "M4 5h16v14H4zM8 10l3 2-3 2M13 15h4",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside a text, so that screen readers skip it. */
export function Icon({ name, className = "" }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
