// What was asked and done: the runs, one of them, and the journal.
import { useEffect, useState } from "react";
import { plain, took, when, words } from "../format";
import { Icon } from "../Icon";
import { Looking } from "../Looking";
import { go, path } from "../route";
import { Segments } from "../Segments";
import type { Me } from "../signing";
import { useFetched } from "../useFetched";
import { Journal } from "./Journal";
import { RunPage } from "./RunPage";
import * as runs from "./runs";
import type { RunHeading } from "./types";

const STATES: [string, string][] = [
  ["", "All"],
  ["answered", "Answered"],
  ["needs_approval", "To approve"],
  ["failed", "Failed"],
  ["refused", "Refused"],
  ["running", "Running"],
];
export const ENDINGS: Record<string, string> = {
  answered: "applied", failed: "risk-high", refused: "conflicted", needs_approval: "draft", running: "draft",
};

interface Props {
  rest: string[];
  me: Me;
  onReceipt: (id: string) => void;
  onDecided: () => void;
}

export function Runs({ rest, me, onReceipt, onDecided }: Props) {
  const [first, second] = rest;
  if (first && first !== "journal") return <RunPage key={first} id={first} onReceipt={onReceipt} onDecided={onDecided} />;
  return (
    <div className="page">
      <header className="page-head">
        <h1>{first === "journal" ? "Journal" : "Runs"}</h1>
        <Segments label="What to look at" choices={[["", "Runs"], ["journal", "Journal"]]} chosen={first ?? ""}
          onChoose={(part) => go("runs", ...(part ? [part] : []))} />
      </header>
      {first === "journal" ? <Journal key={second} changeSet={second ?? null} /> : <Listed me={me} />}
    </div>
  );
}

function Listed({ me }: { me: Me }) {
  const [status, setStatus] = useState("");
  const [typed, setTyped] = useState("");
  const [sought, setSought] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSought(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <>
      <p className="faint">{me.role === "admin" ? "What everybody asked, and what was done for it." : "What you asked, and what was done for it."}</p>
      <div className="filters">
        <input type="search" aria-label="Words of what was asked" placeholder="Words of what was asked"
          value={typed} onChange={(event) => setTyped(event.target.value)} />
        <Segments label="How it ended" choices={STATES} chosen={status} onChoose={setStatus} />
      </div>
      <Page key={`${status} ${sought}`} wanted={{ status, words: sought }} />
    </>
  );
}

function Page({ wanted }: { wanted: runs.Wanted }) {
  const { found, fault, put } = useFetched(() => runs.listing(wanted, null), "first");
  const more = async () => {
    if (!found?.next) return;
    const next = await runs.listing(wanted, found.next);
    put({ ...next, runs: [...found.runs, ...next.runs] });
  };
  return (
    <>
      <Looking found={found} fault={fault} />
      {found?.runs.length === 0 && <p className="faint">There are none.</p>}
      <ul className="items">
        {found?.runs.map((run) => <Item key={run.id} run={run} />)}
      </ul>
      {found && found.total > 0 && <p className="faint">{plain(found.runs.length, 0)} of {plain(found.total, 0)}</p>}
      {found?.next && <button type="button" className="link wide" onClick={() => void more()}>Show more</button>}
    </>
  );
}

function Item({ run }: { run: RunHeading }) {
  const tools = [...new Set(run.tools)].map(words).join(", ");
  return (
    <li>
      <a className="item" href={path("runs", run.id)}>
        <span className={`badge ${ENDINGS[run.status] ?? ""}`}>{words(run.status)}</span>
        <span className="item-main">
          <b>{run.asked}</b>
          <span className="faint">{[run.actor, tools].filter(Boolean).join(" · ")}</span>
        </span>
        <span className="item-side">
          <span>{when(run.started_at)}</span>
          <span className="faint">
            {[run.ms === null ? "" : took(run.ms), run.receipts ? `${plain(run.receipts, 0)} ${run.receipts === 1 ? "figure" : "figures"}` : "",
              run.change_sets ? `${plain(run.change_sets, 0)} change ${run.change_sets === 1 ? "set" : "sets"}` : ""].filter(Boolean).join(" · ")}
          </span>
        </span>
        <Icon name="chevron" size={15} />
      </a>
    </li>
  );
}
