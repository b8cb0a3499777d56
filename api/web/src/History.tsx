// The conversations there were: found by words, opened, renamed, deleted.
import { type MouseEvent, useEffect, useState } from "react";
import * as door from "./door";
import { Icon } from "./Icon";
import type { Heading } from "./types";
import { told } from "./useChat";

interface Props {
  all: Heading[];
  current: string | null;
  me: string;
  onOpen: (id: string) => void;
  onChanged: () => void;
  onDeleted: (id: string) => void;
}

export function History({ all, current, me, onOpen, onChanged, onDeleted }: Props) {
  const [words, setWords] = useState("");
  const found = useFound(words, all);
  const stay = (event: MouseEvent) => event.target instanceof HTMLElement && event.target.closest("button.past") === null && event.stopPropagation();
  return (
    <div className="history" onClick={stay}>
      <input className="find" type="search" placeholder="Find a conversation" aria-label="Find a conversation"
        value={words} onChange={(event) => setWords(event.target.value)} />
      {words && found.length === 0 && <p className="faint none-found">No conversation says that.</p>}
      {grouped(found).map(([name, group]) => (
        <section key={name} aria-label={name}>
          <p className="overline">{name}</p>
          {group.map((each) => (
            <Past key={each.id} heading={each} on={each.id === current} mine={each.started_by === me}
              onOpen={onOpen} onChanged={onChanged} onDeleted={onDeleted} />
          ))}
        </section>
      ))}
    </div>
  );
}

// What the words find; while nothing is typed, what the page has anyway.
function useFound(words: string, all: Heading[]): Heading[] {
  const [found, setFound] = useState<Heading[] | null>(null);
  useEffect(() => {
    if (!words.trim()) return setFound(null);
    const timer = setTimeout(
      () => door.conversations(words.trim()).then((each) => setFound(each.conversations), () => setFound([])),
      250,
    );
    return () => clearTimeout(timer);
  }, [words, all]);
  return words.trim() && found ? found : all;
}

interface PastProps extends Omit<Props, "all" | "current" | "me"> {
  heading: Heading;
  on: boolean;
  mine: boolean;
}

function Past({ heading, on, mine, onOpen, onChanged, onDeleted }: PastProps) {
  const [doing, setDoing] = useState<"rename" | "delete" | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const title = heading.title || "Untitled";
  const work = (how: Promise<unknown>, then: () => void) => {
    setFault(null);
    how.then(() => { setDoing(null); then(); onChanged(); }, (error: unknown) => setFault(told(error)));
  };
  if (doing === "rename") {
    return (
      <Renaming title={title} onCancel={() => setDoing(null)}
        onDone={(text) => work(door.titled(heading.id, text), () => undefined)} />
    );
  }
  return (
    <div className={on ? "past-row on" : "past-row"}>
      <button type="button" className={on ? "past on" : "past"} onClick={() => onOpen(heading.id)}
        aria-current={on ? "page" : undefined} title={title}>
        {title}
      </button>
      {mine && (
        <span className="past-tools">
          <button type="button" onClick={() => setDoing("rename")} aria-label={`Rename ${title}`}><Icon name="pencil" size={14} /></button>
          <button type="button" onClick={() => setDoing("delete")} aria-label={`Delete ${title}`}><Icon name="bin" size={14} /></button>
        </span>
      )}
      {doing === "delete" && (
        <div className="sure" role="alertdialog" aria-label={`Delete ${title}?`}>
          <span>Delete it? What it changed stays on record.</span>
          <button type="button" className="link bad" autoFocus
            onClick={() => work(door.deleted(heading.id), () => onDeleted(heading.id))}>Delete</button>
          <button type="button" className="link" onClick={() => setDoing(null)}>Keep</button>
        </div>
      )}
      {fault && <p className="fault" role="alert">{fault}</p>}
    </div>
  );
}

function Renaming({ title, onDone, onCancel }: { title: string; onDone: (text: string) => void; onCancel: () => void }) {
  const [text, setText] = useState(title);
  return (
    <form className="renaming" onSubmit={(event) => { event.preventDefault(); if (text.trim()) onDone(text.trim()); }}>
      <input autoFocus value={text} maxLength={80} aria-label="Title" onChange={(event) => setText(event.target.value)}
        onFocus={(event) => event.target.select()} onBlur={onCancel}
        onKeyDown={(event) => event.key === "Escape" && onCancel()} />
    </form>
  );
}

function grouped(all: Heading[]): [string, Heading[]][] {
  const today = new Date().toDateString();
  const groups = new Map<string, Heading[]>();
  for (const each of all) {
    const name = new Date(each.started_at).toDateString() === today ? "Today" : "Earlier";
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups];
}
