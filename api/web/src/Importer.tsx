// A file is looked at first: what it was taken for and where each column goes; then it is imported.
import { useCallback, useEffect, useState } from "react";
import { visible } from "./change/Rows";
import * as door from "./door";
import { plain } from "./format";
import { Icon } from "./Icon";
import type { ImportPlan, ImportReport } from "./types";
import { told } from "./useChat";
import { useOverlay } from "./useOverlay";

export function Importer({ start, onClose }: { start: File | null; onClose: () => void }) {
  const [file, setFile] = useState<File | null>(start);
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [report, setReport] = useState<ImportReport | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);

  useOverlay(onClose);
  const attempt = useCallback(async (how: () => Promise<void>) => {
    setBusy(true);
    setFault(null);
    try {
      await how();
    } catch (error) {
      setFault(told(error));
    }
    setBusy(false);
  }, []);
  const look = useCallback(
    (given: File, asTable: string | null) =>
      attempt(async () => {
        setFile(given);
        setPlan(await door.planImport(given, asTable));
        setMapping({});
      }),
    [attempt],
  );
  useEffect(() => {
    if (start) void look(start, null);
  }, [start, look]);

  return (
    <>
      <div className="veil" onClick={onClose} aria-hidden="true" />
      <div className="modal" role="dialog" aria-label="Import a file" aria-modal="true">
        <header className="drawer-head">
          <h2>{file ? file.name : "Import a file"}</h2>
          <button type="button" className="round" onClick={onClose} aria-label="Close">
            <Icon name="cross" />
          </button>
        </header>
        <div className="modal-body">
          {!plan && !busy && <Choose onFile={(chosen) => void look(chosen, null)} />}
          {busy && <p className="thinking"><span className="spinner" aria-hidden="true" /> {plan ? "Importing" : "Reading the file"}</p>}
          {fault && <p className="fault" role="alert">{fault}</p>}
          {fault && file && !plan && !busy && <Unknown onTable={(table) => void look(file, table)} />}
          {report && <Report report={report} />}
          {plan && !report && !busy && (
            <Mapping plan={plan} mapping={mapping} onMap={setMapping}
              onTable={(table) => file && void look(file, table)} />
          )}
        </div>
        <footer className="card-foot decide">
          <span className="faint">{report ? "" : "Nothing is imported before you say so."}</span>
          {report ? (
            <button type="button" className="primary" onClick={onClose}>Done</button>
          ) : (
            <button type="button" className="primary" disabled={!plan || busy}
              onClick={() => plan && void attempt(async () => setReport(await door.commitImport(plan.upload, mapping, plan.plan.table)))}>
              Import
            </button>
          )}
        </footer>
      </div>
    </>
  );
}

function Choose({ onFile }: { onFile: (file: File) => void }) {
  return (
    <label className="dropzone">
      <Icon name="file" size={28} />
      <b>Drop a CSV, XLSX or Parquet file, or choose one</b>
      <span className="faint">HubSpot and Salesforce exports are recognised by their headers.</span>
      <input type="file" accept=".csv,.tsv,.txt,.xlsx,.xls,.parquet" autoFocus
        onChange={(event) => event.target.files?.[0] && onFile(event.target.files[0])} />
    </label>
  );
}

// What the columns do not say a person can: the mapping is then chosen by hand.
function Unknown({ onTable }: { onTable: (table: string) => void }) {
  const [tables, setTables] = useState<string[]>([]);
  useEffect(() => {
    door.importTables().then(setTables, () => setTables([]));
  }, []);
  return (
    <label className="taken">
      It is a file of
      <select value="" onChange={(event) => onTable(event.target.value)}>
        <option value="" disabled>choose what</option>
        {tables.map((name) => (
          <option key={name} value={name}>{name.replaceAll("_", " ")}</option>
        ))}
      </select>
    </label>
  );
}

interface MappingProps {
  plan: ImportPlan;
  mapping: Record<string, string>;
  onMap: (mapping: Record<string, string>) => void;
  onTable: (table: string) => void;
}

function Mapping({ plan, mapping, onMap, onTable }: MappingProps) {
  return (
    <>
      <label className="taken">
        Taken for
        <select value={plan.plan.table} onChange={(event) => onTable(event.target.value)}>
          {plan.tables.map((name) => (
            <option key={name} value={name}>{name.replaceAll("_", " ")}</option>
          ))}
        </select>
      </label>
      {plan.plan.questions.map((asked) => (
        <Asked key={asked.column} asked={asked} chosen={mapping[asked.column]}
          onChoose={(field) => onMap({ ...mapping, [asked.column]: field })} />
      ))}
      {plan.plan.warnings.map((text, index) => (
        <p key={index} className="caution">{text}</p>
      ))}
      <div className="table-scroll">
        <table>
          <thead>
            <tr><th>Column</th><th>Sample</th><th>Goes to</th></tr>
          </thead>
          <tbody>
            {plan.plan.columns.map((each) => (
              <tr key={each.column}>
                <td><b>{each.column}</b></td>
                <td className="faint">{samples(plan, each.column)}</td>
                <td>
                  <select value={(mapping[each.column] ?? each.field ?? "").split(":")[0]} aria-label={`Field of ${each.column}`}
                    onChange={(event) => onMap({ ...mapping, [each.column]: event.target.value })}>
                    <option value="">kept aside</option>
                    {plan.fields.map((field) => (
                      <option key={field.name} value={field.name}>{field.label}</option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface AskedProps {
  asked: ImportPlan["plan"]["questions"][number];
  chosen: string | undefined;
  onChoose: (field: string) => void;
}

// An answer is written as on the command line: `Column=field:dmy`.
function Asked({ asked, chosen, onChoose }: AskedProps) {
  return (
    <div className="caution">
      {asked.question}
      <div className="options">
        {asked.answers.map((answer) => {
          const field = answer.slice(answer.lastIndexOf("=") + 1);
          return (
            <button key={answer} type="button" aria-pressed={chosen === field}
              onClick={() => onChoose(field)}>
              {field.split(":").at(-1)}
            </button>
          );
        })}
      </div>
    </div>
  );
}

function samples(plan: ImportPlan, column: string): string {
  const values = plan.plan.sample.map((row) => row[column]).filter(Boolean);
  return values.slice(0, 2).join(", ");
}

function Report({ report }: { report: ImportReport }) {
  const counts: [string, number][] = [
    ["read", report.read],
    ["added", report.added],
    ["changed", report.changed],
    ["same", report.same],
    ["copies", report.duplicates],
    ["rejected", report.rejected],
  ];
  return (
    <div role="status">
      <ul className="inputs">
        {counts.map(([name, count]) => (
          <li key={name}><span>{name}</span><b>{plain(count, 0)}</b></li>
        ))}
      </ul>
      {report.warnings.map((text, index) => (
        <p key={index} className="caution">{text}</p>
      ))}
      {report.rejects_path && <Rejected report={report} />}
    </div>
  );
}

function Rejected({ report }: { report: ImportReport }) {
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Rejected rows">
        <table>
          <thead>
            <tr><th className="num">Line</th><th>Column</th><th>Value</th><th>Why it was rejected</th></tr>
          </thead>
          <tbody>
            {report.rejects.map((row) => (
              <tr key={`${row.line} ${row.column}`}>
                <td className="num">{row.line}</td><td>{row.column}</td><td>{visible(row.value)}</td><td>{row.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p><a className="link" href={door.rejected(report.batch_id)} download>All rejected rows, as CSV</a></p>
    </>
  );
}
