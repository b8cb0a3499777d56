// The left rail: conversations, and how many changes wait for a decision.
import { Icon } from "./Icon";
import { leave, type Me } from "./signing";
import type { Heading, Health } from "./types";

export type View = "chat" | "changes" | "dashboard";

interface Props {
  me: Me;
  health: Health | null;
  conversations: Heading[];
  current: string | null;
  view: View;
  pending: number;
  open: boolean;
  onNew: () => void;
  onOpen: (id: string) => void;
  onChanges: () => void;
  onDashboard: () => void;
  onImport: () => void;
}

export function Rail(props: Props) {
  const { me, health, conversations, current, view, pending, open } = props;
  return (
    <nav className={open ? "rail open" : "rail"} aria-label="Conversations">
      <div className="brand">
        <img src="./mark.svg" alt="" width="28" height="28" />
        <span>Pitcrew</span>
      </div>
      <button type="button" className="new" onClick={props.onNew}>
        <Icon name="plus" size={16} /> New conversation
      </button>
      <button type="button" className={view === "dashboard" ? "entry on" : "entry"}
        aria-current={view === "dashboard"} onClick={props.onDashboard}>
        <Icon name="board" size={17} /> Dashboard
      </button>
      <button type="button" className={view === "changes" ? "entry on" : "entry"}
        aria-current={view === "changes"} onClick={props.onChanges}>
        <Icon name="shield" size={17} /> Approvals
        {pending > 0 && (
          <span className="pending" aria-label={`${pending} waiting`}>
            {pending}
          </span>
        )}
      </button>
      <button type="button" className="entry" onClick={props.onImport}>
        <Icon name="file" size={17} /> Import a file
      </button>
      <div className="history">
        {grouped(conversations).map(([name, group]) => (
          <div key={name}>
            <p className="overline">{name}</p>
            {group.map((each) => (
              <button key={each.id} type="button" onClick={() => props.onOpen(each.id)}
                className={view === "chat" && each.id === current ? "past on" : "past"}
                aria-current={view === "chat" && each.id === current} title={each.title}>
                {each.title || "Untitled"}
              </button>
            ))}
          </div>
        ))}
      </div>
      {health && (
        <footer className="who">
          <span className="lamp" aria-hidden="true" />
          <div>
            <b>{health.name}</b>
            <span>{health.planner === "embedded" ? "Embedded planner" : health.planner}</span>
            {me.how === "session" && <span title={`${me.email}, ${me.role}`}>{me.name}, {me.role.replace("_", " ")}</span>}
          </div>
          {me.how === "session" && (
            <button type="button" className="leave" onClick={() => void leave()}>Sign out</button>
          )}
        </footer>
      )}
    </nav>
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
