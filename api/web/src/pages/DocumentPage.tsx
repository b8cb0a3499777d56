// One document as it was read; each passage has an address, so that a citation leads to it.
import { useEffect } from "react";
import { Looking } from "../Looking";
import { Markdown } from "../Markdown";
import { path } from "../route";
import { useFetched } from "../useFetched";
import * as knowledge from "./knowledge";

export function DocumentPage({ source, passage }: { source: string; passage: string | null }) {
  const { found, fault } = useFetched(() => knowledge.text(source), source);
  useEffect(() => {
    if (found && passage) document.getElementById(passage)?.scrollIntoView({ block: "center" });
  }, [found, passage]);
  return (
    <div className="page">
      <p><a className="link" href={path("knowledge")}>All documents</a></p>
      <header className="page-head"><h1>{source}</h1></header>
      <Looking found={found} fault={fault} />
      {found?.sections.map((each) => (
        <section key={each.id} id={each.id} className={each.id === passage ? "passage on" : "passage"}>
          <a className="faint" href={path("knowledge", "document", source, each.id)}>{each.citation}</a>
          <Markdown text={each.text} />
        </section>
      ))}
    </div>
  );
}
