// What is done again and again: when each runs next, how it last went, and a new one.
import { useState } from "react";
import { when } from "../format";
import { Icon } from "../Icon";
import { Looking } from "../Looking";
import { path } from "../route";
import { useFetched } from "../useFetched";
import { NewSchedule } from "./NewSchedule";
import { ScheduleView } from "./ScheduleView";
import * as schedules from "./schedules";
import type { Schedule } from "./types";

export function Schedules({ chosen, onDecided }: { chosen: string | null; onDecided: () => void }) {
  if (chosen) return <ScheduleView key={chosen} id={chosen} onDecided={onDecided} />;
  return <All onDecided={onDecided} />;
}

function All({ onDecided }: { onDecided: () => void }) {
  const { found, fault, again } = useFetched(schedules.every, "all");
  const [adding, setAdding] = useState(false);
  const decided = () => {
    again();
    onDecided();
  };
  return (
    <div className="page">
      <header className="page-head">
        <h1>Schedules</h1>
        <button type="button" className="primary" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          <Icon name={adding ? "cross" : "plus"} size={15} /> {adding ? "Close" : "New schedule"}
        </button>
      </header>
      {adding && <NewSchedule onDecided={decided} />}
      <Looking found={found} fault={fault} />
      {found?.length === 0 && !adding && (
        <div className="empty">
          <p>Nothing is scheduled yet.</p>
          <p className="faint">Say it in a conversation: “Every Friday at 4pm clean up the CRM, fix what our policy allows, ask me for the rest.”</p>
        </div>
      )}
      <ul className="items">
        {found?.map((each) => <Item key={each.id} schedule={each} />)}
      </ul>
    </div>
  );
}

function Item({ schedule }: { schedule: Schedule }) {
  const last = schedule.last;
  return (
    <li>
      <a className="item" href={path("schedules", schedule.id)}>
        <span className={schedule.paused_at ? "badge" : "badge applied"}>{schedule.paused_at ? "paused" : "on"}</span>
        <span className="item-main">
          <b>{schedule.name}</b>
          <span className="faint">{schedule.words}, {schedule.timezone}</span>
        </span>
        <span className="item-side">
          <span>{schedule.next[0] ? `Next ${when(schedule.next[0])}` : "No next time"}</span>
          <span className="faint">{last ? `Last ${when(last.fire_at)}: ${last.state}` : "Never run"}</span>
        </span>
        <Icon name="chevron" size={15} />
      </a>
    </li>
  );
}
