// What Pitcrew goes by: the playbooks, and the documents that it may quote.
import { type FormEvent, useState } from "react";
import { Icon } from "../Icon";
import { Looking } from "../Looking";
import { path } from "../route";
import { told } from "../useChat";
import { useFetched } from "../useFetched";
import { DocumentPage } from "./DocumentPage";
import { Documents } from "./Documents";
import * as knowledge from "./knowledge";
import { PlaybookPage } from "./PlaybookPage";
import type { FoundPassage } from "./types";

export function Knowledge({ rest }: { rest: string[] }) {
  const [kind, name, passage] = rest;
  if (kind === "playbook" && name) return <PlaybookPage key={name} name={name} />;
  if (kind === "document" && name) return <DocumentPage key={name} source={name} passage={passage ?? null} />;
  return (
    <div className="page">
      <header className="page-head"><h1>Playbooks and documents</h1></header>
      <Search />
      <Documents />
      <Playbooks />
    </div>
  );
}

function Search() {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<FoundPassage[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim()) knowledge.found(words.trim()).then(setFound, (error: unknown) => setFault(told(error)));
  };
  return (
    <section aria-label="Search">
      <form className="inline-form" role="search" onSubmit={submit}>
        <input type="search" value={words} onChange={(event) => setWords(event.target.value)}
          aria-label="Ask the playbooks and documents" placeholder="Ask the playbooks and documents" />
        <button type="submit" className="plain"><Icon name="search" size={15} /> Find</button>
      </form>
      {fault && <p className="fault" role="alert">{fault}</p>}
      {found?.length === 0 && <p className="faint">Nothing says that.</p>}
      <ul className="passages">
        {found?.map((each) => (
          <li key={each.id}>
            <a className="link" href={each.trust === "playbook" ? path("knowledge", "playbook", each.source) : path("knowledge", "document", each.source, each.id)}>{each.citation}</a>
            <p>{each.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Playbooks() {
  const { found, fault } = useFetched(knowledge.playbooks, "all");
  return (
    <section aria-label="Playbooks">
      <h2>Playbooks</h2>
      <p className="faint">How each job is done here. They come with Pitcrew; nothing that others upload instructs it.</p>
      <Looking found={found} fault={fault} />
      <ul className="items">
        {found?.map((book) => (
          <li key={book.name}>
            <a className="item" href={path("knowledge", "playbook", book.name)}>
              <span className="item-main"><b>{book.title}</b><span className="faint">{book.when}</span></span>
              <span className="item-side"><span className="faint">reviewed {book.reviewed}</span></span>
              <Icon name="chevron" size={15} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
