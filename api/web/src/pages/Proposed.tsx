// What a tool answered: its words, its tables and what waits for approval.
import { ChangeCard } from "../ChangeCard";
import { DataTable } from "../DataTable";
import type { Result } from "./types";

export function Proposed({ result, onDecided }: { result: Result; onDecided: () => void }) {
  return (
    <div className="proposed" role="status">
      <p>{result.say}</p>
      {result.notes.map((note) => <p key={note} className="faint">{note}</p>)}
      {result.questions.map((question) => <p key={question.text} className="caution">{question.text}</p>)}
      {result.change_sets.map((each) => <ChangeCard key={each.id} given={each} onDecided={onDecided} />)}
      {result.tables.map((table) => <DataTable key={table.name} table={table} few={6} />)}
    </div>
  );
}
