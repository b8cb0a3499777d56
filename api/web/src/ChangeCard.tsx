// A change set: what it would change and why, what to leave out, and the buttons that decide it.
import { useCallback, useEffect, useState } from "react";
import { Counts, Effects } from "./change/Counts";
import { Deciding } from "./change/Deciding";
import { Groups } from "./change/Groups";
import { type Choice, Rows } from "./change/Rows";
import { Undone } from "./change/Undone";
import * as door from "./door";
import { plain, when } from "./format";
import { path } from "./route";
import type { ChangePage, ChangeSetRef, ChangeSummary } from "./types";
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

const turned = (set: Set<number>, each: number): Set<number> =>
  set.has(each) ? new Set([...set].filter((other) => other !== each)) : new Set([...set, each]);

export function ChangeCard({ given, onDecided }: { given: ChangeSetRef; onDecided: () => void }) {
  const [id, setId] = useState(given.id);
  const [page, setPage] = useState<ChangePage | null>(null);
  const [undone, setUndone] = useState<ChangeSummary | null>(null);
  const [without, setWithout] = useState<Set<number>>(new Set());
  const [gone, setGone] = useState<Set<number>>(new Set());
  const [rest, setRest] = useState<ChangeSummary | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const failed = useCallback((error: unknown) => setFault(told(error)), []);
  useEffect(() => {
    door.changeSet(id, 0, PAGE).then(setPage, failed);
  }, [id, given.status, failed]);
  const found = page?.change_set ?? null;
  const undoneBy = found?.undone_by ?? null;
  useEffect(() => {
    if (undoneBy) door.changeSet(undoneBy, 0, 1).then((undo) => setUndone(undo.change_set), failed);
  }, [undoneBy, failed]);

  const status = found?.status ?? given.status;
  const decide = async (name: string, how: () => Promise<ChangePage>) => {
    setBusy(name);
    setFault(null);
    try {
      const answer = await how();
      await taken(name === "undo" ? id : answer.change_set.id, answer.rest);
      setWithout(new Set());
      setGone(new Set());
      onDecided();
    } catch (error) {
      failed(error);
    }
    setBusy(null);
  };
  const taken = async (next: string, waits: string | null) => {
    setPage(await door.changeSet(next, 0, PAGE));
    setId(next);
    if (waits) setRest((await door.changeSet(waits, 0, 1)).change_set);
  };
  // A group's rows stand under its name already; the others go on waiting as a draft of their own.
  const onlyGroup = async (number: number) => {
    const part = await door.narrow(id, { only_groups: [number], rest_waits: true });
    await taken(part.change_set.id, part.rest);
    return door.approve(part.change_set.id, part.change_set.digest);
  };
  const more = async () => {
    if (!page) return;
    try {
      const next = await door.changeSet(id, page.changes.length, 100);
      setPage({ ...page, changes: [...page.changes, ...next.changes] });
    } catch (error) {
      failed(error);
    }
  };
  const open = status === "draft";
  const choice: Choice | null = open && page && page.total > 1
    ? { without, onTurn: (item) => setWithout((old) => turned(old, item)) } : null;
  const mayUndo = (status === "applied" || status === "conflicted") && !undoneBy && (page?.groups.length ?? 0) > 1;

  return (
    <>
    <section className={`card change ${status}`} aria-label={`Change set: ${found?.summary ?? given.summary}`}>
      <header className="card-head">
        <div>
          <h3>{found?.summary ?? given.summary}</h3>
          <p className="badges">
            <span className={`badge ${status}`}>{undoneBy ? "Undone" : narrowedTo(found) ? "Narrowed" : STATUS[status] ?? status}</span>
            <span className={`badge risk-${found?.risk ?? given.risk}`}>{found?.risk ?? given.risk} risk</span>
            <Counts counts={found?.counts ?? given.counts} grouped={!page || page.groups.length > 1} />
          </p>
        </div>
      </header>
      {found && <Effects effects={found.effects} />}
      {page && page.groups.length > 1 ? (
        <Groups key={`${id} ${status}`} id={id} groups={page.groups} choice={choice} gone={gone}
          onTurnGroup={(number) => setGone((old) => turned(old, number))}
          onApproveGroup={open && busy === null && without.size + gone.size === 0
            ? (number) => void decide("approve", () => onlyGroup(number)) : null}
          onUndoGroup={mayUndo && busy === null ? (number) => void decide("undo", () => door.undo(id, number)) : null} />
      ) : (
        page && <Rows rows={page.changes} total={page.total} choice={choice} onMore={more} />
      )}
      {undone?.undo_report && <Undone report={undone.undo_report} applied={undone.applied} />}
      {fault && <p className="fault" role="alert">{fault}</p>}
      {found && <Origin found={found} />}
      <Deciding id={id} digest={found?.digest ?? null} found={found} status={status} busy={busy}
        without={[...without]} gone={[...gone]} groups={page?.groups ?? []} decide={decide} />
    </section>
    {rest && (
      <>
        <p className="rest faint" role="status">The rest goes on waiting:</p>
        <ChangeCard key={rest.id} given={rest} onDecided={onDecided} />
      </>
    )}
    </>
  );
}

// A narrowed draft was not turned down: what was kept of it is a draft of its own.
function narrowedTo(found: ChangeSummary | null): boolean {
  return found?.status === "rejected" && (found.note ?? "").startsWith("narrowed to ");
}

// Change sets that a note names are led to.
function Note({ text }: { text: string }) {
  return (
    <>
      {"; "}
      {text.split(/(cs_\w+)/).map((part, at) => (at % 2 ? <a key={at} href={path("changes", part)}>{part}</a> : part))}
    </>
  );
}

function Origin({ found }: { found: ChangeSummary }) {
  return (
    <p className="origin faint">
      Proposed by {found.proposed_by}, {when(found.proposed_at)}
      {found.status === "draft" && `; expires ${when(found.expires_at)}`}
      {found.note && <Note text={found.note} />}
      {found.undone_groups > 0 && !found.undone_by && `; ${plain(found.undone_groups, 0)} groups undone`}
      {found.conversation && <> · <a href={path("chat", found.conversation)}>Conversation</a></>}
      {found.applied > 0 && <> · <a href={path("runs", "journal", found.id)}>Journal</a></>}
      {" "}<span className="mono">{found.id}</span>
    </p>
  );
}
