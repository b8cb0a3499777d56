// The company's own documents: read, added and removed by those who may.
import { useState } from "react";
import { plain } from "../format";
import { Icon } from "../Icon";
import { Looking } from "../Looking";
import { path } from "../route";
import { told } from "../useChat";
import { useFetched } from "../useFetched";
import * as knowledge from "./knowledge";

export function Documents() {
  const { found, fault, again } = useFetched(knowledge.documents, "all");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const work = (how: Promise<string>) => {
    setBusy(true);
    setTrouble(null);
    how.then((text) => { setSaid(text); again(); }, (error: unknown) => setTrouble(told(error))).finally(() => setBusy(false));
  };
  const add = (file: File) =>
    work(knowledge.add(file).then((done) => done.rejected ?? `${done.source} is ${done.new ? "added" : "up to date"}.`));
  return (
    <section aria-label="Documents">
      <header className="page-head">
        <h2>Documents</h2>
        {found?.may_add && (
          <label className="plain as-button">
            <Icon name="plus" size={15} /> {busy ? "Reading it" : "Add a document"}
            <input className="unseen" type="file" accept=".md,.txt,.pdf,.docx,.html,.htm" disabled={busy}
              onChange={(event) => event.target.files?.[0] && add(event.target.files[0])} />
          </label>
        )}
      </header>
      {trouble && <p className="fault" role="alert">{trouble}</p>}
      <p className="faint" role="status">{said}</p>
      <Looking found={found} fault={fault} />
      {found?.documents.length === 0 && (
        <p className="faint">There are none yet. What they say is quoted with its place; it never instructs.</p>
      )}
      <ul className="items">
        {found?.documents.map((source) => (
          <li key={source} className="item-row">
            <a className="item" href={path("knowledge", "document", source)}>
              <span className="item-main"><b>{source}</b></span>
              <Icon name="chevron" size={15} />
            </a>
            {found.may_add && (
              <Forgetting source={source} busy={busy}
                onForget={() => work(knowledge.forget(source).then(() => `${source} is removed.`))} />
            )}
          </li>
        ))}
      </ul>
      {found && found.documents.length > 0 && <p className="faint">{plain(found.passages, 0)} passages</p>}
    </section>
  );
}

function Forgetting({ source, busy, onForget }: { source: string; busy: boolean; onForget: () => void }) {
  const [sure, setSure] = useState(false);
  if (sure) {
    return (
      <span className="buttons">
        <button type="button" className="plain bad" disabled={busy} autoFocus onClick={() => { setSure(false); onForget(); }}>Remove</button>
        <button type="button" className="plain" onClick={() => setSure(false)}>Keep</button>
      </span>
    );
  }
  return (
    <button type="button" className="round" aria-label={`Remove ${source}`} onClick={() => setSure(true)}>
      <Icon name="bin" size={15} />
    </button>
  );
}
