// What was used: runs, calls, tokens and cost, by day, person or planner, and the limits there are.
import { useState } from "react";
import { money, plain, when, words } from "../format";
import { Looking } from "../Looking";
import { Segments } from "../Segments";
import { useFetched } from "../useFetched";
import { type By, type Usage as Whole, usage, type Used } from "./usage";

const GROUPS: [string, string][] = [["day", "By day"], ["person", "By person"], ["planner", "By planner"]];

export function Usage() {
  const [by, setBy] = useState<By>("day");
  const [since, setSince] = useState("");
  const { found, fault } = useFetched(() => usage(by, since), `${by} ${since}`);
  return (
    <>
      <div className="filters">
        <Segments label="What the rows are of" choices={GROUPS} chosen={by} onChoose={(each) => setBy(each as By)} />
        <label className="since">Since <input type="date" value={since || found?.since || ""} onChange={(event) => setSince(event.target.value)} /></label>
      </div>
      <Looking found={found} fault={fault} />
      {found && (
        <>
          <p className="faint">{found.whose === "everybody" ? "Everybody's" : "Yours"}, {found.since} to {found.until}</p>
          <Totals whole={found} />
          <Limits limits={found.limits} currency={found.currency} />
          <Rows rows={found.rows} by={by} currency={found.currency} />
        </>
      )}
    </>
  );
}

function Totals({ whole }: { whole: Whole }) {
  const { total, currency } = whole;
  const tokens = total.input_tokens + total.output_tokens;
  const keys: [string, string, string][] = [
    ["Runs", plain(total.runs, 0), `${plain(total.answered, 0)} answered, ${plain(total.failed, 0)} failed`],
    ["Tool calls", plain(total.tool_calls, 0), ""],
    ["Model calls", plain(total.model_calls, 0), total.model_calls ? "" : "the embedded planner needs none"],
    ["Tokens", plain(tokens, 0), total.untold_runs ? `${runs(total.untold_runs)} did not tell theirs` : ""],
    ["Cost", cost(total, currency), total.unpriced_runs ? `no price is known of ${runs(total.unpriced_runs)}` : ""],
  ];
  return (
    <div className="keys five">
      {keys.map(([label, value, note]) => (
        <div key={label} className="key">
          <span className="key-label">{label}</span>
          <span className={value === "no value" ? "key-value none" : "key-value"}>{value}</span>
          {note && <span className="faint key-note">{note}</span>}
        </div>
      ))}
    </div>
  );
}

const cost = (used: Used, currency: string) => (used.cost === null ? "no value" : money(used.cost, currency));

function Limits({ limits, currency }: { limits: Whole["limits"]; currency: string }) {
  const set = limits.filter((each) => each.limit !== null);
  if (set.length === 0) return <p className="faint">No limits are set.</p>;
  return (
    <ul className="scores" aria-label="Limits">
      {set.map((each) => {
        const written = (value: number) => (each.name.startsWith("cost") ? money(value, currency) : plain(value, 0));
        return (
          <li key={each.name} className="score" title={`Begins anew ${when(each.resets_at)}`}>
            <span>{words(each.name)}</span>
            <b>{written(each.used)} of {written(each.limit ?? 0)}</b>
            <i><i style={{ width: `${Math.min(100, each.limit ? (each.used / each.limit) * 100 : 100)}%` }} /></i>
          </li>
        );
      })}
    </ul>
  );
}

function Rows({ rows, by, currency }: { rows: Used[]; by: By; currency: string }) {
  if (rows.length === 0) return <p className="faint">Nothing was used in this time.</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Usage">
      <table>
        <thead>
          <tr><th>{by}</th>{["Runs", "Failed", "Tool calls", "Model calls", "Tokens", "Cost"].map((name) => <th key={name} className="num">{name}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.day} ${row.person} ${row.planner}`}>
              <td className="date">{row.name || row[by] || "nobody"}</td>
              {[row.runs, row.failed, row.tool_calls, row.model_calls, row.input_tokens + row.output_tokens].map((value, index) => (
                <td key={index} className="num">{plain(value, 0)}</td>
              ))}
              <td className="num">{row.cost === null ? <span className="none">–</span> : money(row.cost, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const runs = (count: number): string => (count === 1 ? "1 run" : `${plain(count, 0)} runs`);
