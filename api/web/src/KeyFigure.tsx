// One key figure of the dashboard, with what it moved by; it opens its receipt.
import type { Figure } from "./types";

interface Props {
  label: string;
  figure: Figure | undefined;
  change: Figure | undefined;
  waiting: boolean;
  missing: string | null;
  onReceipt: (id: string) => void;
}

// Where a lower value is the better one.
const BETTER_LOW = new Set(["sales_cycle", "overdue_deals"]);

export const named = (figures: Figure[] | undefined, metric: string): Figure | undefined =>
  figures?.find((each) => each.metric === metric);

export function moved(figures: Figure[] | undefined, metric: string): Figure | undefined {
  const unit = named(figures, metric)?.unit;
  const found = named(figures, `${metric}_${unit === "rate" ? "difference" : "change"}`);
  return found?.value === null ? undefined : found;
}

export function KeyFigure({ label, figure, change, waiting, missing, onReceipt }: Props) {
  if (!figure) {
    return (
      <div className="key" title={missing ?? undefined}>
        <span className="key-label">{label}</span>
        {waiting ? <span className="ghost line" /> : <span className="key-value none">no value</span>}
        {!waiting && missing && <span className="key-why">{missing.split(": import ")[0]}</span>}
      </div>
    );
  }
  return (
    <div className="key">
      <span className="key-label">{label}</span>
      <button type="button" className="key-value" onClick={() => onReceipt(figure.id)}
        title={figure.reason ?? `${figure.label}: open its receipt`}>
        {figure.text}
      </button>
      {figure.value === null && figure.reason && (
        <span className="key-why">{figure.reason.split(": import ")[0]}</span>
      )}
      {change && (
        <button type="button" className={`key-change ${mood(figure, change)}`} onClick={() => onReceipt(change.id)}
          title={`${change.label}: open its receipt`}>
          {Number(change.value) > 0 ? "▲" : Number(change.value) < 0 ? "▼" : "="} {change.text.replace("-", "")}
          <span className="faint"> on before</span>
        </button>
      )}
    </div>
  );
}

function mood(figure: Figure, change: Figure): string {
  const value = Number(change.value) * (BETTER_LOW.has(figure.metric) ? -1 : 1);
  return value > 0 ? "good" : value < 0 ? "bad" : "";
}
