// Every change set: those that wait first, then what became of the others.
import { useEffect, useState } from "react";
import { ChangeCard } from "./ChangeCard";
import * as door from "./door";
import { when } from "./format";
import { Icon } from "./Icon";
import type { ChangeSummary } from "./types";
import { told } from "./useChat";

export function Approvals({ onDecided }: { onDecided: () => void }) {
  const [all, setAll] = useState<ChangeSummary[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    door.changeSets().then(
      (found) => setAll(found.change_sets),
      (error: unknown) => setFault(told(error)),
    );
  }, []);
  const waiting = all?.filter((each) => each.status === "draft") ?? [];
  const decided = all?.filter((each) => each.status !== "draft") ?? [];
  return (
    <div className="approvals">
      <h1>Approvals</h1>
      {fault && <p className="fault">{fault}</p>}
      {all && waiting.length === 0 && (
        <p className="nothing">
          <Icon name="check" /> Nothing waits for you.
        </p>
      )}
      {waiting.map((each) => (
        <ChangeCard key={each.id} given={each} onDecided={onDecided} />
      ))}
      {decided.length > 0 && <h2>Decided</h2>}
      {decided.map((each) => (
        <Decided key={each.id} given={each} onDecided={onDecided} />
      ))}
    </div>
  );
}

function Decided({ given, onDecided }: { given: ChangeSummary; onDecided: () => void }) {
  const [opened, setOpened] = useState(false);
  if (opened) return <ChangeCard given={given} onDecided={onDecided} />;
  return (
    <button type="button" className="decided" onClick={() => setOpened(true)}>
      <span className={given.undone_by ? "badge" : `badge ${given.status}`}>{given.undone_by ? "undone" : given.status}</span>
      <span className="decided-title">{given.summary}</span>
      <span className="faint">{when(given.proposed_at)}</span>
      <Icon name="chevron" size={15} />
    </button>
  );
}
