// An answer's text: paragraphs, lists and emphasis, and figures that open their receipts.
import { Fragment, type ReactNode } from "react";
import type { Figure } from "./types";

interface Props {
  text: string;
  figures: Figure[];
  onReceipt: (id: string) => void;
}

const BULLET = /^\s*[-*•] /;
const ASIDE = /^(Reading|Note): /;

export function Words({ text, figures, onReceipt }: Props) {
  const inline = (part: string) => emphasised(part, figures, onReceipt);
  return (
    <div className="words">
      {blocks(text).map((lines, index) =>
        BULLET.test(lines[0] ?? "") ? (
          <ul key={index}>
            {lines.map((line, n) => (
              <li key={n}>{inline(line.replace(BULLET, ""))}</li>
            ))}
          </ul>
        ) : (
          <p key={index}>
            {lines.map((line, n) => (
              <span key={n} className={ASIDE.test(line) ? "line aside" : "line"}>
                {inline(line)}
              </span>
            ))}
          </p>
        ),
      )}
    </div>
  );
}

// Lines that belong together: of one paragraph, or of one list.
function blocks(text: string): string[][] {
  const found: string[][] = [];
  let last = "";
  for (const line of text.trim().split("\n")) {
    const kind = line.trim() === "" ? "" : BULLET.test(line) ? "list" : "words";
    if (kind && kind === last) found.at(-1)!.push(line);
    else if (kind) found.push([line]);
    last = kind;
  }
  return found;
}

function emphasised(text: string, figures: Figure[], onReceipt: (id: string) => void): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, index) => {
    if (part.startsWith("**") && part.length > 4) {
      return <strong key={index}>{linked(part.slice(2, -2), figures, onReceipt)}</strong>;
    }
    if (part.startsWith("`") && part.length > 2) return <code key={index}>{part.slice(1, -1)}</code>;
    return <Fragment key={index}>{linked(part, figures, onReceipt)}</Fragment>;
  });
}

function linked(text: string, figures: Figure[], onReceipt: (id: string) => void): ReactNode[] {
  const known = new Map<string, Figure>();
  for (const each of figures) {
    if (each.value !== null && only(each, figures)) known.set(each.text, each);
  }
  if (known.size === 0) return [text];
  const longest = [...known.keys()].sort((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(`(?<![\\w.,])(${longest.join("|")})(?![\\w]|[.,]\\d)`);
  return text.split(pattern).map((part, index) => {
    const figure = index % 2 === 1 ? known.get(part) : undefined;
    if (!figure) return part;
    return (
      <button key={index} type="button" className="number" onClick={() => onReceipt(figure.id)}
        title={`${figure.label}: open its receipt`}>
        {part}
      </button>
    );
  });
}

// A text that two figures share names neither: the cards below open the right receipt.
const only = (figure: Figure, all: Figure[]): boolean =>
  all.every((each) => each === figure || each.text !== figure.text);

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
