// The left rail: where one can go, and the conversations that there were.
import { History } from "./History";
import { Icon, type IconName } from "./Icon";
import { go, path, type PageName } from "./route";
import { leave, type Me } from "./signing";
import type { Heading, Health } from "./types";

const ENTRIES: [PageName, string, IconName][] = [
  ["dashboard", "Dashboard", "board"],
  ["changes", "Approvals", "shield"],
  ["schedules", "Schedules", "clock"],
  ["runs", "Runs and audit", "list"],
  ["knowledge", "Playbooks", "book"],
  ["settings", "Settings", "gear"],
];

interface Props {
  me: Me;
  health: Health | null;
  conversations: Heading[];
  current: string | null;
  page: PageName;
  pending: number;
  open: boolean;
  onNew: () => void;
  onImport: () => void;
  onLeave: () => void;
  onChanged: () => void;
}

export function Rail(props: Props) {
  const { me, health, conversations, current, page, pending, open } = props;
  return (
    <nav className={open ? "rail open" : "rail"} aria-label="Pitcrew" onClick={props.onLeave}>
      <a className="brand" href={path("chat")}>
        <img src="./mark.svg" alt="" width="28" height="28" />
        <span>Pitcrew</span>
      </a>
      <button type="button" className="new" onClick={props.onNew}>
        <Icon name="plus" size={16} /> New conversation
      </button>
      <div className="entries">
        {ENTRIES.map(([name, label, icon]) => (
          <a key={name} className={page === name ? "entry on" : "entry"} href={path(name)}
            aria-current={page === name ? "page" : undefined}>
            <Icon name={icon} size={17} /> {label}
            {name === "changes" && pending > 0 && (
              <span className="pending" aria-label={`${pending} waiting`}>{pending}</span>
            )}
          </a>
        ))}
        <button type="button" className="entry" onClick={props.onImport}>
          <Icon name="file" size={17} /> Import a file
        </button>
      </div>
      <History all={conversations} current={page === "chat" ? current : null} me={me.email}
        onOpen={(id) => go("chat", id)} onChanged={props.onChanged}
        onDeleted={(id) => id === current && props.onNew()} />
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
