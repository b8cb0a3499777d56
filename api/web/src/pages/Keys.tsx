// API keys: one's own, and for an admin everybody's. A secret is shown once.
import { type FormEvent, useState } from "react";
import { when } from "../format";
import { Looking } from "../Looking";
import type { Me } from "../signing";
import { told } from "../useChat";
import { useFetched } from "../useFetched";
import * as people from "./people";
import { Secret } from "./Secret";
import type { ApiKey } from "./types";

const SCOPES: [string, string][] = [
  ["read", "look"],
  ["propose", "draft changes"],
  ["decide", "decide and import"],
  ["admin", "look after people"],
];

export function Keys({ me }: { me: Me }) {
  const { found, fault, again } = useFetched(people.keys, "all");
  const [secret, setSecret] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const work = (how: Promise<unknown>) => {
    setTrouble(null);
    how.then(again, (error: unknown) => setTrouble(told(error)));
  };
  return (
    <>
      <p className="faint">A program shows a key instead of a password. It acts as you, within its scopes, until it expires.</p>
      {me.how === "session" && <Making onMake={(name, scopes, days) => work(people.makeKey(name, scopes, days).then((made) => setSecret(made.key)))} />}
      {me.how !== "session" && <p className="faint">A key belongs to somebody who has signed in: <code>pitcrew keys create</code> makes one for a member.</p>}
      {secret && <Secret what="The key, shown this once" secret={secret} onDone={() => setSecret(null)} />}
      {trouble && <p className="fault" role="alert">{trouble}</p>}
      <Looking found={found} fault={fault} />
      {found?.length === 0 && <p className="faint">There are none.</p>}
      <ul className="items">
        {found?.map((key) => <Key key={key.id} of={key} onRevoke={() => work(people.revoke(key.id))} />)}
      </ul>
    </>
  );
}

function Key({ of, onRevoke }: { of: ApiKey; onRevoke: () => void }) {
  const state = of.revoked_at ? "revoked" : of.holds ? "holds" : "expired";
  return (
    <li className="item-row">
      <div className="item">
        <span className={of.holds ? "badge applied" : "badge"}>{state}</span>
        <span className="item-main">
          <b>{of.name}</b>
          <span className="faint"><code>{of.prefix}</code> · {of.member} · {of.scopes.join(", ")}</span>
        </span>
        <span className="item-side">
          <span>until {when(of.expires_at)}</span>
          <span className="faint">{of.used_at ? `used ${when(of.used_at)}` : "never used"}</span>
        </span>
      </div>
      {of.holds && <button type="button" className="plain" onClick={onRevoke} aria-label={`Revoke ${of.name}`}>Revoke</button>}
    </li>
  );
}

function Making({ onMake }: { onMake: (name: string, scopes: string[], days: number) => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    onMake(String(typed.get("name")), typed.getAll("scope").map(String), Number(typed.get("days")));
    event.currentTarget.reset();
  };
  return (
    <section className="panel-form" aria-label="New key">
      <form onSubmit={submit}>
        <label>Name<input name="name" required maxLength={100} placeholder="nightly report" /></label>
        <label>Days<input name="days" type="number" min={1} max={365} defaultValue={90} required /></label>
        <fieldset>
          <legend>It may</legend>
          {SCOPES.map(([value, said]) => (
            <label key={value} className="check"><input type="checkbox" name="scope" value={value} defaultChecked={value === "read"} /> {said}</label>
          ))}
        </fieldset>
        <button type="submit" className="primary">Make a key</button>
      </form>
    </section>
  );
}
