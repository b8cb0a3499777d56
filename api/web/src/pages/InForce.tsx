// Every setting with its value, for admins; secrets are only said to be set.
import { useState } from "react";
import { Looking } from "../Looking";
import { useFetched } from "../useFetched";
import * as people from "./people";

export function InForce() {
  const { found, fault } = useFetched(people.settings, "all");
  const [words, setWords] = useState("");
  const sought = words.trim().toLowerCase();
  const shown = found?.filter((row) => !sought || `${row.name} ${row.meaning}`.toLowerCase().includes(sought)) ?? [];
  return (
    <>
      <p className="faint">They are set by the environment, or a <code>.env</code> file, and read when Pitcrew starts.</p>
      <div className="filters">
        <input type="search" aria-label="Find a setting" placeholder="Find a setting" value={words} onChange={(event) => setWords(event.target.value)} />
      </div>
      <Looking found={found} fault={fault} />
      {found && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Settings">
          <table className="changes">
            <thead><tr><th>Setting</th><th>Value</th><th>Meaning</th></tr></thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.name}>
                  <td><code>{row.name}</code></td>
                  <td>{row.chosen ? <b>{row.value}</b> : <span className="faint">{row.value || "empty"} (default)</span>}</td>
                  <td className="why">{row.meaning}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
