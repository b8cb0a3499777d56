// A change set: what it would change and why, and the buttons that decide it.
import { useCallback, useEffect, useState } from "react";
import * as door from "./door";
import { plain, said, words } from "./format";
import { Icon } from "./Icon";
import type { ChangedRow, ChangePage, ChangeSetRef, ChangeSummary } from "./types";
import { told } from "./useChat";

const PAGE = 10;
const STATUS: Record<string, string> = {
  draft: "Waits for approval",
  approved: "Approved",
  applying: "Being applied",
  applied: "Applied",
  conflicted: "Applied in part",
  rejected: "Rejected",
  expired: "Expired",
};

export function ChangeCard({ given, onDecided }: { given: ChangeSetRef; onDecided: () => void }) {
  const [page, setPage] = useState<ChangePage | null>(null);
  const [undone, setUndone] = useState<ChangePage | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const failed = useCallback((error: unknown) => setFault(told(error)), []);
  useEffect(() => {
    door.changeSet(given.id, 0, PAGE).then(setPage, failed);
  }, [given.id, given.status, failed]);

  const found: ChangeSummary | null = page?.change_set ?? null;
  const status = found?.status ?? given.status;
  const decide = async (name: string, how: () => Promise<ChangePage>) => {
    setBusy(name);
    setFault(null);
    try {
      const answer = await how();
      if (name === "undo") setUndone(answer);
      setPage(await door.changeSet(given.id, 0, PAGE));
      onDecided();
    } catch (error) {
      failed(error);
    }
    setBusy(null);
  };
  const more = async () => {
    if (!page) return;
    try {
      const next = await door.changeSet(given.id, page.changes.length, 100);
      setPage({ ...page, changes: [...page.changes, ...next.changes] });
    } catch (error) {
      failed(error);
    }
  };

  return (
    <section className={`card change ${status}`} aria-label={`Change set: ${given.summary}`}>
      <header className="card-head">
        <div>
          <h3>{found?.summary ?? given.summary}</h3>
          <p className="badges">
            <span className={`badge ${status}`}>{STATUS[status] ?? status}</span>
            <span className={`badge risk-${given.risk}`}>{given.risk} risk</span>
            <Counts counts={given.counts} />
          </p>
        </div>
      </header>
      {found && <Effects effects={found.effects} />}
      {page && <Rows page={page} onMore={more} />}
      {undone && <Undone page={undone} />}
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <footer className="card-foot decide">
        <Standing found={found} status={status} />
        <Buttons given={given} found={found} status={status} busy={busy} decide={decide} />
      </footer>
    </section>
  );
}

interface ButtonProps {
  given: ChangeSetRef;
  found: ChangeSummary | null;
  status: string;
  busy: string | null;
  decide: (name: string, how: () => Promise<ChangePage>) => Promise<void>;
}

function Buttons({ given, found, status, busy, decide }: ButtonProps) {
  const press = (name: string, how: () => Promise<ChangePage>) => () => void decide(name, how);
  if (status === "draft") {
    return (
      <div className="buttons">
        <button type="button" className="plain" disabled={busy !== null}
          onClick={press("reject", () => door.reject(given.id))}>
          {busy === "reject" ? "Rejecting" : "Reject"}
        </button>
        <button type="button" className="primary" disabled={busy !== null || !found}
          onClick={press("approve", () => door.approve(given.id, found?.digest ?? given.digest))}>
          <Icon name="check" size={15} /> {busy === "approve" ? "Applying" : "Approve and apply"}
        </button>
      </div>
    );
  }
  if ((status === "applied" || status === "conflicted") && !found?.undone_by) {
    return (
      <div className="buttons">
        <button type="button" className="plain" disabled={busy !== null}
          onClick={press("undo", () => door.undo(given.id))}>
          <Icon name="undo" size={15} /> {busy === "undo" ? "Working" : found?.undo_of ? "Redo" : "Undo"}
        </button>
      </div>
    );
  }
  return null;
}

function Standing({ found, status }: { found: ChangeSummary | null; status: string }) {
  if (found?.undone_by) return <span className="faint">Undone</span>;
  if (status === "draft") return <span className="faint">Nothing has changed yet.</span>;
  if (!found || status === "rejected") return <span className="faint">Nothing was changed.</span>;
  return (
    <span>
      <b className="good">{plain(found.applied, 0)} applied</b>
      {found.skipped > 0 && <b className="warn"> · {plain(found.skipped, 0)} skipped</b>}
      {found.approved_by && <span className="faint"> · approved by {found.approved_by}</span>}
    </span>
  );
}

const KINDS = ["updates", "creates", "merges", "moves", "deletes", "restores"];
const FIELDS_SHOWN = 8;

function Counts({ counts }: { counts: Record<string, unknown> }) {
  const kinds = KINDS.filter((name) => Number(counts[name]) > 0);
  const tables = Object.entries((counts.by_table ?? {}) as Record<string, number>);
  const fields = Object.entries((counts.by_field ?? {}) as Record<string, number>);
  return (
    <>
      {kinds.map((name) => (
        <span key={name} className="badge count">
          {name} <b>{said(counts[name])}</b>
        </span>
      ))}
      {tables.map(([name, count]) => (
        <span key={name} className="badge count soft">
          {words(name)} rows <b>{said(count)}</b>
        </span>
      ))}
      {fields.slice(0, FIELDS_SHOWN).map(([name, count]) => (
        <span key={name} className="badge count soft">
          {fieldLabel(name)} <b>{said(count)}</b>
        </span>
      ))}
      {fields.length > FIELDS_SHOWN && (
        <span className="badge count soft">{fields.length - FIELDS_SHOWN} more fields</span>
      )}
    </>
  );
}

// `account.annual_revenue_cents` is the annual revenue, `opportunity.owner_id` the owner.
function fieldLabel(name: string): string {
  return words((name.split(".").at(-1) ?? name).replace(/_(cents|id)$/, ""));
}

function Effects({ effects }: { effects: Record<string, unknown> }) {
  const pairs = Object.entries(effects);
  if (pairs.length === 0) return null;
  return (
    <ul className="effects" aria-label="Effect on key figures">
      {pairs.map(([name, value]) => (
        <li key={name}>
          <span>{words(name)}</span> <Effect value={value} />
        </li>
      ))}
    </ul>
  );
}

function Effect({ value }: { value: unknown }) {
  const both = value as { before?: unknown; after?: unknown } | null;
  if (both && typeof both === "object" && "before" in both && "after" in both) {
    return (
      <b>
        {said(both.before)} <Icon name="arrow" size={13} /> {said(both.after)}
      </b>
    );
  }
  return <b>{said(value)}</b>;
}

function Rows({ page, onMore }: { page: ChangePage; onMore: () => void }) {
  const left = page.total - page.changes.length;
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Changed rows">
        <table className="changes">
          <thead>
            <tr>
              <th>Record</th>
              <th>Change</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {page.changes.map((row) => (
              <Row key={row.seq} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && (
        <button type="button" className="link wide" onClick={onMore}>
          Show {left > 100 ? `100 of ${plain(left, 0)}` : plain(left, 0)} more
        </button>
      )}
    </>
  );
}

function Row({ row }: { row: ChangedRow }) {
  return (
    <tr className={row.result === "conflict" ? "skipped" : ""}>
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
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "□");
}

function Undone({ page }: { page: ChangePage }) {
  const report = page.change_set.undo_report;
  if (!report) return null;
  return (
    <div className="undone" role="status">
      <p>
        <b className="good">{plain(page.change_set.applied, 0)} reversed</b>
        <b className={report.kept_total ? "warn" : "faint"}> · {report.kept_total} kept</b>
        <b className={report.errored_total ? "bad" : "faint"}> · {report.errored_total} errored</b>
      </p>
      {[...report.kept, ...report.errored].length > 0 && (
        <ul>
          {[...report.kept, ...report.errored].slice(0, 20).map((each, index) => (
            <li key={index}>{said(each)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
