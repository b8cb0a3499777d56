// One question and its reply: plan, answer, figures, charts, tables, changes, questions, notes.
import { memo } from "react";
import { ChangeCard } from "./ChangeCard";
import { Chart } from "./Chart";
import { DataTable } from "./DataTable";
import { Figures } from "./Figures";
import { Icon } from "./Icon";
import { Plan } from "./Plan";
import { path } from "./route";
import type { Turn } from "./types";
import { Words } from "./Words";

interface Props {
  turn: Turn;
  last: boolean;
  onReceipt: (id: string) => void;
  onAsk: (text: string) => void;
  onDecided: () => void;
  onBranch: (run: string) => void;
}

export const TurnView = memo(function TurnView({ turn, last, onReceipt, onAsk, onDecided, onBranch }: Props) {
  const { reply, running } = turn;
  return (
    <article className="turn">
      {turn.asked && <p className="asked">{turn.asked}</p>}
      <div className="reply" aria-busy={running}>
        <Plan steps={reply.plan} running={running} />
        <div aria-live="polite">
          {reply.answer && (
            <div className={`answer ${reply.ended}`}>
              <Words text={reply.answer} figures={reply.receipts} onReceipt={onReceipt} />
            </div>
          )}
        </div>
        {reply.change_sets.map((each) => (
          <ChangeCard key={each.id} given={each} onDecided={onDecided} />
        ))}
        <Figures figures={reply.receipts} answer={reply.answer} onReceipt={onReceipt} />
        {reply.charts.map((chart, index) => (
          <Chart key={index} chart={chart} unit={reply.receipts[0]?.unit ?? ""} />
        ))}
        {reply.tables.map((table, index) => (
          <DataTable key={`${table.name}-${index}`} table={table} />
        ))}
        {reply.questions.map((question, index) => (
          <section key={index} className="question">
            {question.text !== reply.answer.trim() && <p>{question.text}</p>}
            <div className="options">
              {question.options.map((option) => (
                <button key={option} type="button" disabled={!last || running}
                  onClick={() => onAsk(option)}>
                  {option}
                </button>
              ))}
            </div>
          </section>
        ))}
        <Notes notes={reply.notes.filter((note) => !reply.answer.includes(note))} />
        {turn.waiting && (
          <p className="thinking" role="status">
            <span className="spinner" aria-hidden="true" /> {turn.waiting}
          </p>
        )}
        {!running && reply.run && reply.answer && (
          <div className="turn-tools">
            <button type="button" className="quiet" onClick={() => onBranch(reply.run)}>
              <Icon name="branch" size={15} /> Branch from here
            </button>
            <a className="quiet" href={path("runs", reply.run)}>
              <Icon name="list" size={15} /> The run
            </a>
          </div>
        )}
        {!running && !turn.fault && !reply.answer && turn.asked && (
          <p className="faint">There is no answer to this.</p>
        )}
        {turn.fault && (
          <p className="fault" role="alert">
            {turn.fault}
          </p>
        )}
      </div>
    </article>
  );
});

function Notes({ notes }: { notes: string[] }) {
  if (notes.length === 0) return null;
  return (
    <details className="notes" open={notes.length <= 2}>
      <summary>
        {notes.length === 1 ? "1 thing to know" : `${notes.length} things to know`}
      </summary>
      <ul>
        {notes.map((note, index) => (
          <li key={index}>{note}</li>
        ))}
      </ul>
    </details>
  );
}
