// One schedule: its limits, its next times, what may be done with it, and its runs.
import { type FormEvent, useEffect, useState } from "react";
import { address, plain, when, words } from "../format";
import { Icon } from "../Icon";
import { Looking } from "../Looking";
import { path } from "../route";
import { told } from "../useChat";
import { useFetched } from "../useFetched";
import { Proposed } from "./Proposed";
import { ScheduleRun } from "./ScheduleRun";
import * as schedules from "./schedules";
import type { Result, Schedule } from "./types";

export function ScheduleView({ id, onDecided }: { id: string; onDecided: () => void }) {
  const { found, fault, again, put } = useFetched(() => schedules.one(id), id);
  const [result, setResult] = useState<Result | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const waits = found?.runs?.some((run) => run.state === "waiting" || run.state === "running") ?? false;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(again, 2000);
    return () => clearInterval(timer);
  }, [waits, again]);
  const work = (how: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    how().catch((error: unknown) => setTrouble(told(error))).finally(() => setBusy(false));
  };
  return (
    <div className="page">
      <p><a className="link" href={path("schedules")}>All schedules</a></p>
      <Looking found={found} fault={fault} />
      {found && (
        <>
          <header className="page-head">
            <h1>{found.name}</h1>
            <Actions schedule={found} busy={busy}
              onChange={(action) => work(async () => put(await schedules.change(id, action)))}
              onEnd={() => work(async () => setResult(await schedules.end(id)))} />
          </header>
          {trouble && <p className="fault" role="alert">{trouble}</p>}
          {found.paused_at && (
            <p className="caution" role="status">
              Paused {when(found.paused_at)} by {found.paused_by}{found.paused_why ? `: ${found.paused_why}` : ""}
            </p>
          )}
          {result && <Proposed result={result} onDecided={() => { again(); onDecided(); }} />}
          <Facts schedule={found} />
          <Moving onMove={(times) => work(async () => setResult(await schedules.move(id, times)))} busy={busy} />
          <h2>Runs</h2>
          {found.runs?.length === 0 && <p className="faint">It has not run yet.</p>}
          <ul className="items">
            {found.runs?.map((run) => <ScheduleRun key={run.id} run={run} onDecided={onDecided} />)}
          </ul>
        </>
      )}
    </div>
  );
}

interface ActionProps {
  schedule: Schedule;
  busy: boolean;
  onChange: (action: "pause" | "resume" | "run") => void;
  onEnd: () => void;
}

function Actions({ schedule, busy, onChange, onEnd }: ActionProps) {
  const [sure, setSure] = useState(false);
  return (
    <div className="buttons">
      {schedule.paused_at ? (
        <button type="button" className="plain" disabled={busy} onClick={() => onChange("resume")}><Icon name="play" size={15} /> Resume</button>
      ) : (
        <button type="button" className="plain" disabled={busy} onClick={() => onChange("pause")}><Icon name="pause" size={15} /> Pause</button>
      )}
      <button type="button" className="plain" disabled={busy} onClick={() => onChange("run")}><Icon name="play" size={15} /> Run now</button>
      {sure ? (
        <button type="button" className="plain bad" disabled={busy} onClick={() => { setSure(false); onEnd(); }}>End it for good?</button>
      ) : (
        <button type="button" className="plain" disabled={busy} onClick={() => setSure(true)}>End</button>
      )}
    </div>
  );
}

function Facts({ schedule }: { schedule: Schedule }) {
  const limits = [
    schedule.draft_only ? "only proposes" : "applies what the policies allow",
    schedule.max_rows === null ? "" : `at most ${plain(schedule.max_rows, 0)} changes a run`,
    schedule.min_confidence === null ? "" : `at least ${plain(schedule.min_confidence * 100, 0)} % sure`,
    schedule.tables.length ? `tables: ${schedule.tables.map(words).join(", ")}` : "",
    schedule.fields.length ? `fields: ${schedule.fields.map(words).join(", ")}` : "",
    schedule.kinds.length ? `kinds: ${schedule.kinds.join(", ")}` : "",
  ].filter(Boolean);
  return (
    <dl className="facts">
      <dt>Request</dt><dd>{schedule.ask}</dd>
      <dt>Times</dt><dd>{schedule.words}, {schedule.timezone}</dd>
      <dt>Next</dt><dd>{schedule.next.slice(0, 4).map(when).join("; ") || "none while it is paused"}</dd>
      <dt>Acts for</dt><dd>{schedule.owner}</dd>
      <dt>Limits</dt><dd>{limits.join("; ")}</dd>
      <dt>Digest</dt><dd>{["a conversation", ...schedule.destinations.map(address)].join(", ")}{schedule.quiet_from && `; quiet from ${schedule.quiet_from} to ${schedule.quiet_until}`}</dd>
    </dl>
  );
}

function Moving({ onMove, busy }: { onMove: (when: string) => void; busy: boolean }) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onMove(text.trim());
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <input value={text} maxLength={500} onChange={(event) => setText(event.target.value)}
        aria-label="New times" placeholder="Other times: every Monday at 9" />
      <button type="submit" className="plain" disabled={busy || !text.trim()}>Propose</button>
    </form>
  );
}
