// Line icons on a 20-unit grid; they take the colour of the text around them.
const PATHS = {
  plus: "M10 4v12M4 10h12",
  chat: "M4 5.5h12v8H9l-3.5 3v-3H4z",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  cross: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  chevron: "M7.5 5l5 5-5 5",
  down: "M10 4v9M6 9.5l4 4 4-4M4.5 16.5h11",
  up: "M10 16V5M5.5 9L10 4.5 14.5 9",
  stop: "M6 6h8v8H6z",
  receipt: "M5.5 3.5h9v13l-2.2-1.4L10 16.5l-2.3-1.4-2.2 1.4zM8 7.5h4M8 10.5h4",
  undo: "M7.5 5L4 8.5 7.5 12M4.5 8.5h7a4 4 0 0 1 0 8H8",
  shield: "M10 3l5.5 2v4.5c0 3.6-2.3 6-5.5 7.5-3.2-1.5-5.5-3.9-5.5-7.5V5z",
  menu: "M4 6h12M4 10h12M4 14h12",
  file: "M6 3.5h5.5L15 7v9.5H6zM11.5 3.5V7H15",
  calendar: "M4.5 5.5h11v10h-11zM4.5 8.5h11M7.5 3.5v3M12.5 3.5v3",
  board: "M4 4.5h5v6H4zM11 4.5h5v3.5h-5zM11 10.5h5v5h-5zM4 13h5v2.5H4z",
  clock: "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM10 6.5V10l2.5 2",
  list: "M7.5 5.5h9M7.5 10h9M7.5 14.5h9M3.8 5.5h.2M3.8 10h.2M3.8 14.5h.2",
  book: "M4 4.5h4.5A1.5 1.5 0 0 1 10 6v10a1.5 1.5 0 0 0-1.5-1.5H4zM16 4.5h-4.5A1.5 1.5 0 0 0 10 6v10a1.5 1.5 0 0 1 1.5-1.5H16z",
  gear: "M10 7.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM10 2.8v2.4M10 14.8v2.4M2.8 10h2.4M14.8 10h2.4M4.9 4.9l1.7 1.7M13.4 13.4l1.7 1.7M15.1 4.9l-1.7 1.7M6.6 13.4l-1.7 1.7",
  pencil: "M4.5 15.5l.8-3.3 7.9-7.9 2.5 2.5-7.9 7.9z",
  bin: "M4.5 6h11M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  branch: "M6 4.5v11M6 12c0-4 8-2 8-6.5M14 5.5l-2 2M14 5.5l2 2",
  pause: "M7 5v10M13 5v10",
  play: "M7 4.5l8 5.5-8 5.5z",
  search: "M9 4.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM12.5 12.5L16 16",
  arrow: "M4.5 10h11M11.5 6l4 4-4 4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" className="icon">
      <path d={PATHS[name]} fill="none" stroke="currentColor" strokeWidth="1.6"
        strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
