// One playbook: when it applies, what never happens, how people ask for it, and its steps.
import { words } from "../format";
import { Looking } from "../Looking";
import { Markdown } from "../Markdown";
import { path } from "../route";
import { useFetched } from "../useFetched";
import * as knowledge from "./knowledge";
import type { Playbook } from "./types";

export function PlaybookPage({ name }: { name: string }) {
  const { found, fault } = useFetched(() => knowledge.playbook(name), name);
  return (
    <div className="page">
      <p><a className="link" href={path("knowledge")}>All playbooks</a></p>
      <Looking found={found} fault={fault} />
      {found && <Shown book={found} />}
    </div>
  );
}

function Shown({ book }: { book: Playbook }) {
  return (
    <>
      <header className="page-head"><h1>{book.title}</h1></header>
      <dl className="facts">
        <dt>When</dt><dd>{book.when}</dd>
        <dt>Owner</dt><dd>{book.owner}</dd>
        <dt>Reviewed</dt><dd>{book.reviewed}</dd>
      </dl>
      <Rules title="Never" rules={book.never} />
      <Rules title="Stops and asks" rules={book.stop_and_ask} />
      <Markdown text={book.body.replace(/^\s*#\s+.*\n/, "")} />
      <h2>How people ask</h2>
      {Object.entries(book.asks).map(([tool, asks]) => (
        <details key={tool} className="notes">
          <summary>{words(tool)} ({asks.length})</summary>
          <ul>{asks.map((ask) => <li key={ask}>{ask}</li>)}</ul>
        </details>
      ))}
    </>
  );
}

function Rules({ title, rules }: { title: string; rules: string[] }) {
  if (rules.length === 0) return null;
  return (
    <section className="rules">
      <h3>{title}</h3>
      <ul>{rules.map((rule) => <li key={rule}>{rule}</li>)}</ul>
    </section>
  );
}
