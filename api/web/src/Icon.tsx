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
