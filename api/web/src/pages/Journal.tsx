// The journal: every change of a record, and whether anybody has rewritten it.
import { useState } from "react";
import { visible } from "../change/Rows";
import { plain, said, when, words } from "../format";
import { Icon } from "../Icon";
import { Looking } from "../Looking";
import { path } from "../route";
import { told } from "../useChat";
import { useFetched } from "../useFetched";
import * as runs from "./runs";
import type { JournalLine, Verdict } from "./types";

export function Journal({ changeSet }: { changeSet: string | null }) {
  const { found, fault, put } = useFetched(() => runs.journal(changeSet, null), changeSet ?? "");
  const more = async () => {
    if (!found?.next) return;
    const next = await runs.journal(changeSet, found.next);
    put({ ...next, lines: [...found.lines, ...next.lines] });
  };
  return (
    <>
      <Checked />
      {changeSet && (
        <p>Of the change set <a className="link mono" href={path("changes", changeSet)}>{changeSet}</a>; <a className="link" href={path("runs", "journal")}>show all</a></p>
      )}
      <Looking found={found} fault={fault} />
      {found?.lines.length === 0 && <p className="faint">Nothing has been changed yet.</p>}
      {found && found.lines.length > 0 && <Lines lines={found.lines} />}
      {found?.next && <button type="button" className="link wide" onClick={() => void more()}>Show more</button>}
    </>
  );
}

function Checked() {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const check = () => {
    setBusy(true);
    runs.verdict().then(setVerdict, (error: unknown) => setFault(told(error))).finally(() => setBusy(false));
  };
  return (
    <div className="verdict" role="status">
      {!verdict && <span>Each line's hash covers the line before it.</span>}
      {verdict && verdict.broken_at === null && (
        <span className="good"><Icon name="check" size={15} /> The chain holds: {plain(verdict.lines, 0)} lines, the last is <code>{verdict.head.slice(0, 16)}</code></span>
      )}
      {verdict && verdict.broken_at !== null && (
        <span className="bad"><Icon name="cross" size={15} /> The chain is broken at line {plain(verdict.broken_at, 0)}: it was changed from outside.</span>
      )}
      {fault && <span className="bad">{fault}</span>}
      <button type="button" className="plain" disabled={busy} onClick={check}>{busy ? "Checking" : "Check the chain"}</button>
    </div>
  );
}

function Lines({ lines }: { lines: JournalLine[] }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Journal">
      <table className="changes journal">
        <thead><tr><th>When</th><th>Record</th><th>Change</th><th>Who</th></tr></thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.n}>
              <td className="date">{when(line.at)} <span className="faint">#{plain(line.n, 0)}</span></td>
              <td>
                <b className="record">{visible(line.record ?? said(line.after.file_name ?? line.row_id))}</b>
                <span className="faint kind">{words(line.table_name)}{line.old_version === null ? ", new" : ""}</span>
              </td>
              <td><Cells line={line} /></td>
              <td className="why">
                {line.actor}
                {line.change_set_id && <> <a className="link mono" href={path("changes", line.change_set_id)}>{line.change_set_id}</a></>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SHOWN = 6;

function Cells({ line }: { line: JournalLine }) {
  const fields = Object.keys({ ...line.before, ...line.after }).filter((name) => said(line.after[name]) !== said(line.before[name]));
  return (
    <>
      {fields.slice(0, SHOWN).map((name) => (
        <div key={name} className="cell">
          <span className="faint">{words(name)}</span>
          <span>
            {line.old_version !== null && <del>{visible(said(line.before[name]))}</del>} <ins>{visible(said(line.after[name]))}</ins>
          </span>
        </div>
      ))}
      {fields.length > SHOWN && <span className="faint">and {plain(fields.length - SHOWN, 0)} more fields</span>}
    </>
  );
}
