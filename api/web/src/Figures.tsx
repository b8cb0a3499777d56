// Figures as cards; each opens the receipt it stands on.
import { useState } from "react";
import { Icon } from "./Icon";
import { plain } from "./format";
import type { Figure } from "./types";

const FEW = 6;
const FIRST = 4;

interface Props {
  figures: Figure[];
  answer: string;
  onReceipt: (id: string) => void;
}

export function Figures({ figures, answer, onReceipt }: Props) {
  const [all, setAll] = useState(false);
  if (figures.length === 0) return null;
  const ordered = asSaid(figures, answer);
  const shown = all || figures.length <= FEW ? ordered : ordered.slice(0, FIRST);
  return (
    <div className="figures">
      {shown.map((figure) => (
        <button key={figure.id} type="button" className="figure" onClick={() => onReceipt(figure.id)}
          aria-label={`${figure.label}: ${figure.text}. Open its receipt.`}>
          <span className="figure-label">{figure.label}</span>
          <span className={figure.value === null ? "figure-value none" : "figure-value"}>
            {figure.text}
          </span>
          <span className="figure-foot">
            {figure.reason ?? (figure.n === null ? "Receipt" : `from ${plain(figure.n, 0)} rows`)}
            <Icon name="receipt" size={13} />
          </span>
        </button>
      ))}
      {figures.length > FEW && (
        <button type="button" className="more" onClick={() => setAll(!all)}>
          {all ? "Fewer" : `${figures.length - FIRST} more`}
        </button>
      )}
    </div>
  );
}

// The figures that the answer names come first, in its order.
function asSaid(figures: Figure[], answer: string): Figure[] {
  const place = (figure: Figure) => {
    const at = answer.indexOf(figure.text);
    return at < 0 ? Number.MAX_SAFE_INTEGER : at;
  };
  return [...figures].sort((a, b) => place(a) - place(b));
}
