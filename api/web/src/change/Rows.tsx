// The rows of a change set: both values, why, and whether each is to be left out.
import { useState } from "react";
import { plain, words } from "../format";
import type { ChangedRow } from "../types";

export interface Choice {
  without: Set<number>;
  onTurn: (item: number) => void;
}

interface Props {
  rows: ChangedRow[];
  total: number;
  choice: Choice | null;
  onMore: () => Promise<void>;
}

export function Rows({ rows, total, choice, onMore }: Props) {
  const left = total - rows.length;
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Changed rows">
        <table className="changes">
          <thead>
            <tr>
              {choice && <th><span className="unseen">Take it</span></th>}
              <th>Record</th>
              <th>Change</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.seq} row={row} choice={choice} />
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && <More left={left} onMore={onMore} />}
    </>
  );
}

function More({ left, onMore }: { left: number; onMore: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  return (
    <button type="button" className="link wide" disabled={busy}
      onClick={() => { setBusy(true); void onMore().finally(() => setBusy(false)); }}>
      {busy ? "Looking" : `Show ${left > 100 ? `100 of ${plain(left, 0)}` : plain(left, 0)} more`}
    </button>
  );
}

function Row({ row, choice }: { row: ChangedRow; choice: Choice | null }) {
  const out = choice?.without.has(row.group) ?? false;
  return (
    <tr className={row.result === "conflict" || out ? "skipped" : ""}>
      {choice && (
        <td className="take">
          <input type="checkbox" checked={!out} onChange={() => choice.onTurn(row.group)}
            aria-label={`Take the change of ${row.record}`} />
        </td>
      )}
      <td>
        <b className="record">{visible(row.record)}</b>
        <span className="faint kind">
          {row.kind} {words(row.table)}
        </span>
      </td>
      <td>
        {row.cells.map((cell) => (
          <div key={cell.field} className="cell">
            <span className="faint">{cell.label}</span>
            <span>
              {row.kind !== "create" && <del>{cell.before === null ? "empty" : visible(cell.before)}</del>}{" "}
              <ins>{cell.after === null ? "empty" : visible(cell.after)}</ins>
              {cell.why && <span className="faint cell-why">{cell.why}</span>}
            </span>
          </div>
        ))}
      </td>
      <td className="why">
        {row.conflict ? <span className="warn">Skipped: {row.conflict}</span> : row.reason}
        {row.confidence !== null && (
          <span className="faint"> {Math.floor(row.confidence * 100)} % sure</span>
        )}
      </td>
    </tr>
  );
}

// A letter that cannot be seen is shown as a box: what is approved is what is read.
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "□");
}
