// Figures as cards; each opens the receipt it stands on.
import { useState } from "react";
import { Icon } from "./Icon";
import { plain } from "./format";
import type { Figure } from "./types";

const FIRST = 6;

export function Figures({ figures, onReceipt }: { figures: Figure[]; onReceipt: (id: string) => void }) {
  const [all, setAll] = useState(false);
  if (figures.length === 0) return null;
  const shown = all ? figures : figures.slice(0, FIRST);
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
      {figures.length > FIRST && (
        <button type="button" className="more" onClick={() => setAll(!all)}>
          {all ? "Fewer" : `${figures.length - FIRST} more`}
        </button>
      )}
    </div>
  );
}
