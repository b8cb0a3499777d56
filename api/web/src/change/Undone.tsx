// What an undo did, in its three buckets: reversed, kept because of later edits, not possible.
import { plain } from "../format";
import type { UndoReport } from "../types";
import { visible } from "./Rows";

const SHOWN = 20;

export function Undone({ report, applied }: { report: UndoReport; applied: number }) {
  return (
    <div className="undone" role="status">
      <p>
        <b className="good">{plain(applied, 0)} reversed</b>
        <b className={report.kept_total ? "warn" : "faint"}> · {plain(report.kept_total, 0)} kept</b>
        <b className={report.errored_total ? "bad" : "faint"}> · {plain(report.errored_total, 0)} errored</b>
      </p>
      <Bucket title="Kept: edited since, or living on in what they were merged into" rows={report.kept} total={report.kept_total} />
      <Bucket title="Not possible" rows={report.errored} total={report.errored_total} />
    </div>
  );
}

function Bucket({ title, rows, total }: { title: string; rows: { said: string }[]; total: number }) {
  if (total === 0) return null;
  return (
    <>
      <p className="faint">{title}</p>
      <ul>
        {rows.slice(0, SHOWN).map((row, index) => (
          <li key={index}>{visible(row.said)}</li>
        ))}
        {total > SHOWN && <li className="faint">and {plain(total - Math.min(rows.length, SHOWN), 0)} more</li>}
      </ul>
    </>
  );
}
