// One run: its steps with their arguments, and everything that came of it.
import { artifact } from "../door";
import { plain, said, took, when, words } from "../format";
import { Looking } from "../Looking";
import { StepLine } from "../Plan";
import { path } from "../route";
import { useFetched } from "../useFetched";
import { ENDINGS } from "./Runs";
import * as runs from "./runs";
import type { Made, RunView } from "./types";

interface Props {
  id: string;
  onReceipt: (id: string) => void;
  onDecided: () => void;
}

export function RunPage({ id, onReceipt }: Props) {
  const { found, fault } = useFetched(() => runs.one(id), id);
  return (
    <div className="page">
      <p><a className="link" href={path("runs")}>All runs</a></p>
      <Looking found={found} fault={fault} />
      {found && (
        <>
          <header className="page-head">
            <h1>{found.asked}</h1>
            <span className={`badge ${ENDINGS[found.status] ?? ""}`}>{words(found.status)}</span>
          </header>
          <Facts run={found} />
          <h2>Steps</h2>
          {found.steps.length === 0 && <p className="faint">No tool was called.</p>}
          <ol className="steps">
            {found.steps.map((step) => (
              <StepLine key={step.position} step={{ ...step, n: step.position, title: words(step.tool) }} />
            ))}
          </ol>
          <Figures figures={found.figures} onReceipt={onReceipt} />
          <List title="Change sets" made={found.proposed} to={(each) => path("changes", each.id)} />
          <List title="Files" made={found.files} to={(each) => artifact(each.id)} />
        </>
      )}
    </div>
  );
}

function Facts({ run }: { run: RunView }) {
  // The embedded planner is called like a model, and costs nothing.
  const used = run.planner === "embedded" ? [] : Object.entries(run.usage).map(([name, value]) => `${words(name)} ${said(value)}`);
  return (
    <dl className="facts">
      <dt>Asked by</dt><dd>{run.actor}</dd>
      <dt>Began</dt><dd>{when(run.started_at)}{run.ms === null ? "; it goes on" : `, took ${took(run.ms)}`}</dd>
      <dt>As of</dt><dd>{run.as_of}</dd>
      <dt>Planner</dt><dd>{run.planner}</dd>
      {used.length > 0 && <><dt>Used</dt><dd>{used.join("; ")}</dd></>}
      <dt>Where</dt>
      <dd>{run.has_conversation ? <a className="link" href={path("chat", run.conversation_id)}>The conversation</a> : "The conversation was deleted"}</dd>
      <dt>Run</dt><dd className="mono">{run.id}</dd>
    </dl>
  );
}

function Figures({ figures, onReceipt }: { figures: Made[]; onReceipt: (id: string) => void }) {
  if (figures.length === 0) return null;
  return (
    <>
      <h2>Figures ({plain(figures.length, 0)})</h2>
      <ul className="chips">
        {figures.map((each) => (
          <li key={each.id}><button type="button" className="chip" onClick={() => onReceipt(each.id)}>{each.name}: <b>{each.text}</b></button></li>
        ))}
      </ul>
    </>
  );
}

function List({ title, made, to }: { title: string; made: Made[]; to: (each: Made) => string }) {
  if (made.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul className="items">
        {made.map((each) => (
          <li key={each.id}>
            <a className="item" href={to(each)}>
              {each.status && <span className={`badge ${each.status}`}>{each.status}</span>}
              <span className="item-main"><b>{each.name}</b></span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
