// The dashboard: sections come one after the other, each made by the tools that a question would call.
import { type ReactNode, useEffect, useState } from "react";
import { Chart } from "./Chart";
import { DataTable } from "./DataTable";
import * as door from "./door";
import { ForecastCard } from "./ForecastCard";
import { days } from "./format";
import { Icon } from "./Icon";
import { KeyFigure, moved, named } from "./KeyFigure";
import type { Dashboard as Whole, Figure, Section } from "./types";
import { told } from "./useChat";
import { Words } from "./Words";

const PERIODS = ["this quarter", "last quarter", "this year"];
const ORDER = ["health", "results", "forecast", "changes", "recurring", "customers", "funnel", "reps", "quality"];

interface Props {
  asOf: string | null;
  onReceipt: (id: string) => void;
  onAsk: (text: string) => void;
}

type Found = Partial<Record<string, Section>>;

export function Dashboard({ asOf, onReceipt, onAsk }: Props) {
  const [period, setPeriod] = useState(PERIODS[0]!);
  const { about, found, fault } = useSections(period, asOf);
  return (
    <div className="board">
      <header className="board-head">
        <div>
          <h1>{about?.company ?? "Dashboard"}</h1>
          <p className="faint">{about ? `${about.label}, as of ${days(about.as_of)}; results beside ${days(about.beside)}` : "Looking"}</p>
        </div>
        <div className="board-tools">
          <div className="segments" role="group" aria-label="Period">
            {PERIODS.map((each) => (
              <button key={each} type="button" aria-pressed={each === period} onClick={() => setPeriod(each)}>
                {each}
              </button>
            ))}
          </div>
          <button type="button" className="primary" onClick={() => onAsk(`Prepare the exec pack for ${period}`)}>
            <Icon name="file" size={16} /> Exec pack
          </button>
        </div>
      </header>
      {fault && <p className="fault" role="alert">{fault}</p>}
      <KeyFigures found={found} onReceipt={onReceipt} />
      <div className="board-grid">
        <Panel section={found.forecast} title="Forecast" wide>
          {(section) => <ForecastCard section={section} onReceipt={onReceipt} />}
        </Panel>
        <Panel section={found.changes} title="What changed in the pipeline" wide>
          {(section) => <Drawn section={section} onReceipt={onReceipt} say />}
        </Panel>
        <Panel section={found.recurring} title="Recurring revenue" wide>
          {(section) => (
            <>
              <Row section={section} wanted={RECURRING} onReceipt={onReceipt} />
              <Drawn section={section} onReceipt={onReceipt} />
            </>
          )}
        </Panel>
        <Panel section={found.customers} title="What new customers cost" wide>
          {(section) => <Row section={section} wanted={CUSTOMERS} onReceipt={onReceipt} />}
        </Panel>
        <Panel section={found.funnel} title="Funnel">
          {(section) => <Drawn section={section} onReceipt={onReceipt} />}
        </Panel>
        <Panel section={found.reps} title="Top reps">
          {(section) => <Drawn section={section} onReceipt={onReceipt} />}
        </Panel>
        <Panel section={found.quality} title="Data quality" wide>
          {(section) => <Quality section={section} onReceipt={onReceipt} />}
        </Panel>
      </div>
    </div>
  );
}

function useSections(period: string, asOf: string | null) {
  const [about, setAbout] = useState<Whole | null>(null);
  const [found, setFound] = useState<Found>({});
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    setFound({});
    setFault(null);
    const load = async () => {
      for (const name of ORDER) {
        const whole = await door.dashboard(period, name, asOf);
        if (left) return;
        setAbout(whole);
        setFound((old) => ({ ...old, [name]: whole.sections[0] }));
      }
    };
    load().catch((error: unknown) => !left && setFault(told(error)));
    return () => {
      left = true;
    };
  }, [period, asOf]);
  return { about, found, fault };
}

const KEYS: [string, string, string][] = [
  ["health", "open_pipeline", "Open pipeline"],
  ["health", "pipeline_coverage", "Coverage"],
  ["results", "won_revenue", "Won revenue"],
  ["results", "win_rate", "Win rate"],
  ["results", "deal_size", "Deal size"],
  ["results", "sales_cycle", "Sales cycle"],
  ["health", "sales_velocity", "Sales velocity"],
  ["health", "overdue_deals", "Overdue deals"],
];

const RECURRING: [string, string][] = [
  ["arr", "ARR"],
  ["arr_bridge", "Net new ARR"],
  ["net_revenue_retention", "Net retention, 12 months"],
  ["gross_revenue_retention", "Gross retention, 12 months"],
];

const CUSTOMERS: [string, string][] = [
  ["cac", "Cost of a new customer"],
  ["cac_payback", "Payback"],
  ["ltv_to_cac", "Lifetime value to cost"],
];

// A section's own key figures side by side; one without a value says why on hovering.
function Row({ section, wanted, onReceipt }: { section: Section; wanted: [string, string][]; onReceipt: (id: string) => void }) {
  return (
    <div className="keys">
      {wanted.map(([metric, label]) => (
        <KeyFigure key={metric} label={label} waiting={false} onReceipt={onReceipt}
          figure={named(section.figures, metric)} change={undefined} missing={section.missing} />
      ))}
    </div>
  );
}

function KeyFigures({ found, onReceipt }: { found: Found; onReceipt: (id: string) => void }) {
  return (
    <div className="keys">
      {KEYS.map(([section, metric, label]) => (
        <KeyFigure key={metric} label={label} waiting={!found[section]} onReceipt={onReceipt}
          figure={named(found[section]?.figures, metric)} change={moved(found[section]?.figures, metric)}
          missing={found[section]?.missing ?? null} />
      ))}
    </div>
  );
}

interface PanelProps {
  section: Section | undefined;
  title: string;
  wide?: boolean;
  children: (section: Section) => ReactNode;
}

function Panel({ section, title, wide = false, children }: PanelProps) {
  return (
    <section className={wide ? "panel wide" : "panel"} aria-busy={!section}>
      <h2>{section?.title ?? title}</h2>
      {!section && <div className="ghost" aria-label="Loading" />}
      {section?.missing && (
        <div className="lacking">
          <Words text={`Nothing to show. ${section.missing}`} figures={[]} onReceipt={() => undefined} />
        </div>
      )}
      {section && !section.missing && children(section)}
      {section && section.notes.length > 0 && (
        <details className="notes">
          <summary>{section.notes.length === 1 ? "1 thing to know" : `${section.notes.length} things to know`}</summary>
          <ul>
            {section.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Drawn({ section, onReceipt, say = false }: { section: Section; onReceipt: (id: string) => void; say?: boolean }) {
  return (
    <>
      {say && section.said[0] && <p className="panel-said">{section.said[0].split(". ")[0]}.</p>}
      {section.charts.map((chart) => (
        <Chart key={chart.title} chart={chart} unit="" bare
          onPick={(name) => open(behind(section.figures, chart.title, name), onReceipt)} />
      ))}
    </>
  );
}

const open = (figure: Figure | undefined, onReceipt: (id: string) => void) => figure && onReceipt(figure.id);

// The figure behind a bar: one named as the bar is, or one of the chart's own whose label
// ends in its name or begins with it.
function behind(figures: Figure[], title: string, name: string): Figure | undefined {
  const plain = name.toLowerCase();
  const ends: Record<string, string> = { before: "pipeline_before", after: "pipeline_after" };
  return (
    figures.find((each) => each.label === `${title}, ${name}`) ??
    figures.find((each) => each.label.toLowerCase() === plain || each.metric === ends[plain]) ??
    figures.find((each) => each.label.endsWith(`, ${name}`) || each.label.endsWith(`: ${name}`)) ??
    figures.find((each) => each.label.toLowerCase().startsWith(`${plain}, `))
  );
}

function Quality({ section, onReceipt }: { section: Section; onReceipt: (id: string) => void }) {
  const scores = section.figures.filter((each) => each.metric === "data_quality" && each.value !== null);
  const faults = section.tables.find((each) => each.name === "faults");
  return (
    <>
      <div className="scores">
        {scores.map((each) => (
          <button key={each.id} type="button" className="score" onClick={() => onReceipt(each.id)}
            title={`${each.label}: open its receipt`}>
            <span>{each.label.replace("data quality of ", "")}</span>
            <b>{each.text}</b>
            <i><i style={{ width: `${Number(each.value) * 100}%` }} /></i>
          </button>
        ))}
      </div>
      {faults && <DataTable table={faults} few={6} />}
    </>
  );
}
