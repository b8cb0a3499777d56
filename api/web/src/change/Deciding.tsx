// Where a change set stands, and what may be done with it now.
import * as door from "../door";
import { plain } from "../format";
import { Icon } from "../Icon";
import type { ChangeGroup, ChangePage, ChangeSummary } from "../types";

interface Props {
  id: string;
  digest: string | null;
  found: ChangeSummary | null;
  status: string;
  busy: string | null;
  without: number[];
  gone: number[];
  groups: ChangeGroup[];
  decide: (name: string, how: () => Promise<ChangePage>) => Promise<void>;
}

export function Deciding(props: Props) {
  const left = leftOut(props.without.length, props.groups.filter((group) => props.gone.includes(group.number)));
  return (
    <footer className="card-foot decide">
      <Standing found={props.found} status={props.status} left={left} />
      {left ? <Narrowing {...props} /> : <Buttons {...props} />}
    </footer>
  );
}

// Single items, and groups with how many items they hold: "2 items and 1 group (37)".
function leftOut(items: number, groups: ChangeGroup[]): string {
  const many = (count: number, noun: string) => `${plain(count, 0)} ${noun}${count === 1 ? "" : "s"}`;
  const within = groups.reduce((sum, group) => sum + group.items, 0);
  return [items && many(items, "item"), groups.length && `${many(groups.length, "group")} (${plain(within, 0)})`]
    .filter(Boolean).join(" and ");
}

// What is approved is what was shown: leaving rows out makes a new draft, which is shown first.
function Narrowing({ id, busy, without, gone, decide }: Props) {
  const leave = (rest_waits: boolean) => () =>
    void decide("narrow", () => door.narrow(id, { without, without_groups: gone, rest_waits }));
  return (
    <div className="buttons">
      <button type="button" className="plain" disabled={busy !== null} onClick={leave(true)}>
        Keep them for later
      </button>
      <button type="button" className="primary" disabled={busy !== null} onClick={leave(false)}>
        {busy === "narrow" ? "Leaving them out" : "Leave them out"}
      </button>
    </div>
  );
}

function Buttons({ id, digest, found, status, busy, decide }: Props) {
  const press = (name: string, how: () => Promise<ChangePage>) => () => void decide(name, how);
  if (status === "draft") {
    return (
      <div className="buttons">
        <button type="button" className="plain" disabled={busy !== null}
          onClick={press("reject", () => door.reject(id))}>
          {busy === "reject" ? "Rejecting" : "Reject"}
        </button>
        <button type="button" className="primary" disabled={busy !== null || !digest}
          onClick={press("approve", () => door.approve(id, digest ?? ""))}>
          <Icon name="check" size={15} /> {busy === "approve" ? "Applying" : "Approve and apply"}
        </button>
      </div>
    );
  }
  if ((status === "applied" || status === "conflicted") && !found?.undone_by) {
    return (
      <div className="buttons">
        <button type="button" className="plain" disabled={busy !== null}
          onClick={press("undo", () => door.undo(id))}>
          <Icon name="undo" size={15} /> {busy === "undo" ? "Working" : found?.undo_of ? "Redo" : "Undo"}
        </button>
      </div>
    );
  }
  return null;
}

function Standing({ found, status, left }: { found: ChangeSummary | null; status: string; left: string }) {
  if (left) return <span className="warn">Left out: {left}. You will see the rest before it is applied.</span>;
  if (found?.undone_by) return <span className="faint">Undone</span>;
  if (status === "draft") return <span className="faint">Nothing has changed yet.</span>;
  if (found?.note?.startsWith("narrowed to ")) return <span className="faint">A part of it took its place.</span>;
  if (!found || status === "rejected" || status === "expired") return <span className="faint">Nothing was changed.</span>;
  return (
    <span>
      <b className="good">{plain(found.applied, 0)} applied</b>
      {found.skipped > 0 && <b className="warn"> · {plain(found.skipped, 0)} skipped</b>}
      {found.approved_by && <span className="faint"> · approved by {found.approved_by}</span>}
    </span>
  );
}
