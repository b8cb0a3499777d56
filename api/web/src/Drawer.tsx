// A receipt beside the conversation: what the figure is, how it was made, and the rows behind it.
import { useEffect, useRef, useState } from "react";
import * as door from "./door";
import { number, plain, said, when, words } from "./format";
import { Icon } from "./Icon";
import type { Receipt } from "./types";
import { told } from "./useChat";
import { useOverlay } from "./useOverlay";

export function Drawer({ id, onClose }: { id: string; onClose: () => void }) {
  const [found, setFound] = useState<Receipt | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const closer = useRef<HTMLButtonElement>(null);
  useOverlay(onClose);
  useEffect(() => {
    setFound(null);
    setFault(null);
    door.receipt(id).then(setFound, (error: unknown) => setFault(told(error)));
    closer.current?.focus();
  }, [id]);
  return (
    <>
      <div className="veil" onClick={onClose} aria-hidden="true" />
      <aside className="drawer" role="dialog" aria-modal="true" aria-label="Receipt">
        <header className="drawer-head">
          <span className="overline">
            <Icon name="receipt" size={15} /> Receipt
          </span>
          <button ref={closer} type="button" className="round" onClick={onClose} aria-label="Close">
            <Icon name="cross" />
          </button>
        </header>
        {fault && <p className="fault">{fault}</p>}
        {!found && !fault && <span className="spinner" aria-label="Loading" />}
        {found && <Content receipt={found} />}
      </aside>
    </>
  );
}

function Content({ receipt }: { receipt: Receipt }) {
  return (
    <div className="drawer-body">
      <p className="figure-label">{receipt.label}</p>
      <p className={receipt.value === null ? "drawer-value none" : "drawer-value"}>{receipt.text}</p>
      <p className="definition">{receipt.definition}</p>
      {bare(receipt.formula) !== bare(receipt.definition) && <pre className="formula">{receipt.formula}</pre>}
      <Inputs inputs={receipt.inputs} />
      <dl className="facts">
        <Fact name="Metric" value={`${words(receipt.metric)}, ${words(receipt.variant)}, v${receipt.definition_version}`} />
        <Fact name="Period" value={period(receipt)} />
        <Fact name="As of" value={receipt.as_of} />
        <Fact name="Rows (n)" value={receipt.n === null ? "" : plain(receipt.n, 0)} />
        <Fact name="Filters" value={receipt.filters.map(said).join("; ") || "none"} />
        <Fact name="Left out" value={receipt.exclusions.map(said).join("; ")} />
        <Fact name="Caveats" value={receipt.caveats.map(said).join("; ")} />
        <Fact name="Computed" value={when(receipt.made_at)} />
        <Fact name="Receipt" value={receipt.id} mono />
      </dl>
      {receipt.behind ? (
        <Behind behind={receipt.behind} />
      ) : (
        <p className="faint">No rows of its own are kept behind this figure: it comes from what is named above.</p>
      )}
    </div>
  );
}

const bare = (text: string) => text.replace(/\.$/, "");

function Inputs({ inputs }: { inputs: Record<string, unknown> }) {
  const pairs = Object.entries(inputs);
  if (pairs.length === 0) return null;
  return (
    <ul className="inputs" aria-label="Inputs">
      {pairs.map(([name, value]) => (
        <li key={name}>
          <span>{words(name)}</span>
          <b>{typeof value === "string" && number(value) !== null ? plain(Number(value), 4) : said(value)}</b>
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, value, mono = false }: { name: string; value: string; mono?: boolean }) {
  if (!value) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className={mono ? "mono" : ""}>{value}</dd>
    </>
  );
}

function period(receipt: Receipt): string {
  const given = receipt.period ?? {};
  const days = [given.start, given.end].filter(Boolean).map(said).join(" to ");
  return [given.label ? said(given.label) : "", days && `(${days})`].filter(Boolean).join(" ");
}

function Behind({ behind }: { behind: NonNullable<Receipt["behind"]> }) {
  return (
    <section>
      <h3>
        Rows behind it <span className="faint">{behind.rows.length} of the {behind.total} kept</span>
      </h3>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Rows behind the figure">
        <table>
          <thead>
            <tr>
              {behind.columns.map((name, column) => (
                <th key={column}>{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {behind.rows.map((row, index) => (
              <tr key={index}>
                {row.map((value, column) => (
                  <td key={column}>{value ?? <span className="none">–</span>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
