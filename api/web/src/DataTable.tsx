// A table that sorts by a click on a heading and leaves as CSV.
import { useMemo, useState } from "react";
import { artifact, workbook } from "./door";
import { csv, isNumeric, number, plain, saved, written } from "./format";
import { Icon } from "./Icon";
import type { Table, Value } from "./types";

const FIRST = 12;
const BRIEF = 9;
const LONG = 24;
const COLLATOR = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

interface Order {
  column: number;
  down: boolean;
}

export function DataTable({ table, few = FIRST }: { table: Table; few?: number }) {
  const [order, setOrder] = useState<Order | null>(null);
  const [all, setAll] = useState(false);
  const rows = useMemo(() => sorted(table, order), [table, order]);
  const shown = all ? rows : rows.slice(0, few);
  const turn = (column: number) =>
    setOrder((old) => ({ column, down: old?.column === column ? !old.down : isNumeric(table.units[column]) }));
  return (
    <section className="card table-card">
      <header className="card-head">
        <h3>{table.title || table.name}</h3>
        <Download table={table} />
      </header>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={table.title || table.name}>
        <table aria-label={table.title || table.name}>
          <thead>
            <tr>
              {table.columns.map((name, column) => (
                <th key={column} className={isNumeric(table.units[column]) ? "num" : ""}
                  aria-sort={order?.column === column ? (order.down ? "descending" : "ascending") : "none"}>
                  <button type="button" onClick={() => turn(column)}>
                    {name}
                    <span className="arrow" aria-hidden="true">
                      {order?.column === column ? (order.down ? "↓" : "↑") : ""}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {row.map((value, column) => (
                  <td key={column} className={shape(value, table.units[column])}>
                    <Cell value={value} unit={table.units[column]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <footer className="card-foot">
        <span className="faint">{counted(shown.length, table.total)}</span>
        {rows.length > few && (
          <button type="button" className="link" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show ${plain(rows.length - few, 0)} more`}
          </button>
        )}
      </footer>
    </section>
  );
}

function Download({ table }: { table: Table }) {
  const [failed, setFailed] = useState(false);
  if (table.artifact) {
    return (
      <a className="quiet" href={artifact(table.artifact)} download>
        <Icon name="down" size={15} /> All rows
      </a>
    );
  }
  if (table.units.includes("artifact")) return null;
  const book = () =>
    workbook(table).then((file) => saved(file, `${table.name}.xlsx`), () => setFailed(true));
  return (
    <span className="saves">
      <button type="button" className="quiet"
        onClick={() => saved(new Blob([csv(table)], { type: "text/csv" }), `${table.name}.csv`)}>
        <Icon name="down" size={15} /> CSV
      </button>
      <button type="button" className="quiet" onClick={book}>
        <Icon name="down" size={15} /> {failed ? "Failed" : "Excel"}
      </button>
    </span>
  );
}

function Cell({ value, unit }: { value: Value; unit: string | undefined }) {
  if (value === null) return <span className="none">–</span>;
  if (unit !== "artifact") return <>{written(value, unit)}</>;
  return (
    <a className="link" href={artifact(String(value))} download>
      Download
    </a>
  );
}

function shape(value: Value, unit: string | undefined): string {
  if (isNumeric(unit)) return "num";
  if (unit === "date" || /^\d{4}-\d\d-\d\d$/.test(String(value))) return "date";
  const length = String(value ?? "").length;
  return length <= BRIEF ? "brief" : length > LONG ? "long" : "";
}

function counted(shown: number, total: number): string {
  if (shown >= total) return total === 1 ? "1 row" : `${plain(total, 0)} rows`;
  return `${plain(shown, 0)} of ${plain(total, 0)} rows`;
}

function sorted(table: Table, order: Order | null): Value[][] {
  if (!order) return table.rows;
  const numeric = isNumeric(table.units[order.column]);
  const way = order.down ? -1 : 1;
  return [...table.rows].sort((a, b) => compared(a[order.column] ?? null, b[order.column] ?? null, numeric, way));
}

const PERIOD = /^(?:fiscal )?(?:([QPH])(\d+)|([A-Z][a-z]{2})[a-z]*) (\d{4})$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// Where a month, quarter or half lies in time, by its name: April is not before January.
function place(value: Value): number | null {
  const [, letter, part, month, year] = PERIOD.exec(String(value)) ?? [];
  if (!year || (!letter && !MONTHS.includes(month ?? ""))) return null;
  return Number(year) * 100 + (letter ? Number(part) : MONTHS.indexOf(month!));
}

// Missing values come last, whichever way the column is sorted.
function compared(a: Value, b: Value, numeric: boolean, way: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (numeric) return way * ((number(a) ?? 0) - (number(b) ?? 0));
  const [first, second] = [place(a), place(b)];
  if (first !== null && second !== null) return way * (first - second);
  return way * COLLATOR.compare(String(a), String(b));
}
