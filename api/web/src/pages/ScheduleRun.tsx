// One time of a schedule: what was fixed, what waits, what was left alone.
import { useState } from "react";
import { ChangeCard } from "../ChangeCard";
import { DataTable } from "../DataTable";
import { artifact } from "../door";
import { address, plain, when } from "../format";
import { Icon } from "../Icon";
import { path } from "../route";
import type { ChangeSetRef } from "../types";
import type { Delivery, Digest, DigestPart, ScheduleTime } from "./types";

const MOOD: Record<string, string> = { done: "applied", failed: "risk-high", refused: "conflicted", running: "draft", waiting: "draft" };

export function ScheduleRun({ run, onDecided }: { run: ScheduleTime; onDecided: () => void }) {
  const [opened, setOpened] = useState(false);
  const said = run.reason || run.progress || run.digest?.answer.split("\n")[0] || "";
  return (
    <li>
      <button type="button" className="item" aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <span className={`badge ${MOOD[run.state] ?? ""}`}>{run.state}</span>
        <span className="item-main">
          <b>{when(run.fire_at)}{run.cause === "by_hand" ? ", by hand" : run.cause === "catch_up" ? ", caught up" : ""}</b>
          <span className="faint">{said}</span>
        </span>
        <Icon name="chevron" size={15} />
      </button>
      {opened && (
        <div className="item-body">
          {run.missed > 0 && <p className="caution">It stands for {plain(run.missed, 0)} earlier times that were missed.</p>}
          {run.digest ? <DigestView digest={run.digest} onDecided={onDecided} /> : <p className="faint">It has no digest.</p>}
          {run.deliveries.length > 0 && <ul className="told">{run.deliveries.map((each) => <Told key={each.destination} delivery={each} />)}</ul>}
          <p className="links">
            {run.conversation_id && <a className="link" href={path("chat", run.conversation_id)}>Conversation</a>}
            {run.artifact_id && <a className="link" href={artifact(run.artifact_id)} download>Digest as a file</a>}
          </p>
        </div>
      )}
    </li>
  );
}

function Told({ delivery }: { delivery: Delivery }) {
  const { destination, state, due_at, error, sent_at } = delivery;
  if (state === "sent") return <li className="faint">Sent to {address(destination)}{sent_at && `, ${when(sent_at)}`}</li>;
  const then = state === "failed" ? "It is not tried again." : `Tried again ${when(due_at)}.`;
  return <li className={error ? "trouble" : "faint"}>{error ? `Not sent to ${address(destination)}: ${error} ${then}` : `To be sent to ${address(destination)}, ${when(due_at)}`}</li>;
}

function DigestView({ digest, onDecided }: { digest: Digest; onDecided: () => void }) {
  return (
    <>
      {digest.answer && <p className="digest-said">{digest.answer}</p>}
      <Parts title="Fixed" parts={digest.fixed} onDecided={onDecided} />
      <Parts title="Needs your approval" parts={digest.waiting} onDecided={onDecided} />
      {digest.skipped.length > 0 && (
        <details className="notes">
          <summary>Left alone, and why ({plain(digest.skipped.length, 0)})</summary>
          <ul>{digest.skipped.map((line, index) => <li key={index}>{line}</li>)}</ul>
        </details>
      )}
      {digest.tables.map((table, index) => <DataTable key={index} table={table} few={6} />)}
    </>
  );
}

function Parts({ title, parts, onDecided }: { title: string; parts: DigestPart[]; onDecided: () => void }) {
  if (parts.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {parts.map((part) => <ChangeCard key={part.id} given={refOf(part)} onDecided={onDecided} />)}
    </>
  );
}

const refOf = (part: DigestPart): ChangeSetRef => ({
  id: part.id, summary: part.title, counts: {}, risk: "low", status: part.status, digest: "",
});
