// Every change set: those that wait first, or those of one state; or one of them, by its address.
import { useCallback, useEffect, useState } from "react";
import { ChangeCard } from "./ChangeCard";
import * as door from "./door";
import { when } from "./format";
import { Icon } from "./Icon";
import { Segments } from "./Segments";
import type { ChangeSummary } from "./types";
import { told } from "./useChat";

const STATES: [string, string][] = [
  ["", "All"],
  ["draft", "Waiting"],
  ["applied", "Applied"],
  ["conflicted", "In part"],
  ["rejected", "Rejected"],
  ["expired", "Expired"],
];
const PAGE = 40;

export function Approvals({ chosen, onDecided }: { chosen: string | null; onDecided: () => void }) {
  const [state, setState] = useState("");
  if (chosen) return <One id={chosen} onDecided={onDecided} />;
  return (
    <div className="approvals">
      <header className="page-head">
        <h1>Approvals</h1>
        <Segments label="State" choices={STATES} chosen={state} onChoose={setState} />
      </header>
      <Listed key={state} state={state} onDecided={onDecided} />
    </div>
  );
}

function Listed({ state, onDecided }: { state: string; onDecided: () => void }) {
  const [all, setAll] = useState<ChangeSummary[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const look = useCallback((cursor: string | null) => {
    door.changeSets(PAGE, state, cursor).then(
      (found) => {
        setAll((old) => [...(cursor ? (old ?? []) : []), ...found.change_sets]);
        setNext(found.next);
      },
      (error: unknown) => setFault(told(error)),
    );
  }, [state]);
  useEffect(() => look(null), [look]);
  const waiting = all?.filter((each) => each.status === "draft") ?? [];
  const decided = all?.filter((each) => each.status !== "draft") ?? [];
  return (
    <>
      {fault && <p className="fault" role="alert">{fault}</p>}
      {!all && !fault && <span className="spinner" aria-label="Loading" />}
      {all && waiting.length === 0 && (state === "" || state === "draft") && (
        <p className="nothing">
          <Icon name="check" /> Nothing waits for you.
        </p>
      )}
      {all && all.length === 0 && state !== "" && state !== "draft" && <p className="faint">There are none.</p>}
      {waiting.map((each) => (
        <ChangeCard key={each.id} given={each} onDecided={onDecided} />
      ))}
      {decided.length > 0 && state === "" && <h2>Decided</h2>}
      {decided.map((each) => (
        <Decided key={each.id} given={each} onDecided={onDecided} />
      ))}
      {next && <button type="button" className="link wide" onClick={() => look(next)}>Show more</button>}
    </>
  );
}

function One({ id, onDecided }: { id: string; onDecided: () => void }) {
  const [found, setFound] = useState<ChangeSummary | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    setFound(null);
    door.changeSet(id, 0, 1).then((page) => setFound(page.change_set), (error: unknown) => setFault(told(error)));
  }, [id]);
  return (
    <div className="approvals">
      <p><a className="link" href="#/changes">All change sets</a></p>
      {fault && <p className="fault" role="alert">{fault}</p>}
      {found && <ChangeCard key={found.id} given={found} onDecided={onDecided} />}
    </div>
  );
}

function Decided({ given, onDecided }: { given: ChangeSummary; onDecided: () => void }) {
  const [opened, setOpened] = useState(false);
  if (opened) return <ChangeCard given={given} onDecided={onDecided} />;
  return (
    <button type="button" className="decided" onClick={() => setOpened(true)} aria-expanded={false}>
      <span className={given.undone_by ? "badge" : `badge ${given.status}`}>{given.undone_by ? "undone" : given.status}</span>
      <span className="decided-title">{given.summary}</span>
      <span className="faint">{when(given.proposed_at)}</span>
      <Icon name="chevron" size={15} />
    </button>
  );
}
