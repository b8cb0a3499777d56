// How many changes there are, by kind, table and field; and what they do to key figures.
import { said, words } from "../format";
import { Icon } from "../Icon";

const KINDS = ["updates", "creates", "merges", "moves", "deletes", "restores"];
const FIELDS_SHOWN = 8;

export function Counts({ counts, grouped }: { counts: Record<string, unknown>; grouped: boolean }) {
  const kinds = KINDS.filter((name) => Number(counts[name]) > 0);
  const tables = Object.entries((counts.by_table ?? {}) as Record<string, number>);
  // What the groups below say is not said twice, and of a new record every field is new.
  const told = !grouped && Number(counts.updates) > 0;
  const fields = told ? Object.entries((counts.by_field ?? {}) as Record<string, number>) : [];
  return (
    <>
      {kinds.map((name) => (
        <span key={name} className="badge count">
          {name} <b>{said(counts[name])}</b>
        </span>
      ))}
      {tables.map(([name, count]) => (
        <span key={name} className="badge count soft">
          {words(name)} rows <b>{said(count)}</b>
        </span>
      ))}
      {fields.slice(0, FIELDS_SHOWN).map(([name, count]) => (
        <span key={name} className="badge count soft">
          {fieldLabel(name)} <b>{said(count)}</b>
        </span>
      ))}
      {fields.length > FIELDS_SHOWN && (
        <span className="badge count soft">{fields.length - FIELDS_SHOWN} more fields</span>
      )}
    </>
  );
}

// `account.annual_revenue_cents` is the annual revenue, `opportunity.owner_id` the owner.
function fieldLabel(name: string): string {
  return words((name.split(".").at(-1) ?? name).replace(/_(cents|id)$/, ""));
}

export function Effects({ effects }: { effects: Record<string, unknown> }) {
  const pairs = Object.entries(effects);
  if (pairs.length === 0) return null;
  return (
    <ul className="effects" aria-label="Effect on key figures">
      {pairs.map(([name, value]) => (
        <li key={name}>
          <span>{words(name)}</span> <Effect value={value} />
        </li>
      ))}
    </ul>
  );
}

function Effect({ value }: { value: unknown }) {
  const both = value as { before?: unknown; after?: unknown } | null;
  if (both && typeof both === "object" && "before" in both && "after" in both) {
    return (
      <b>
        {said(both.before)} <Icon name="arrow" size={13} /> {said(both.after)}
      </b>
    );
  }
  return <b>{said(value)}</b>;
}
