// Who one is here, and one's own password.
import { type FormEvent, useState } from "react";
import { words } from "../format";
import { keep, type Me } from "../signing";
import { told } from "../useChat";
import * as people from "./people";

export function Account({ me }: { me: Me }) {
  return (
    <>
      <dl className="facts">
        <dt>Name</dt><dd>{me.name}</dd>
        <dt>Known as</dt><dd>{me.email}</dd>
        <dt>Role</dt><dd>{words(me.role)}</dd>
      </dl>
      {me.how === "session" ? <Password /> : (
        <p className="faint">Nobody signs in here yet: whoever is at this machine is its operator. Under People, add somebody and let them choose a password; from then on everybody signs in.</p>
      )}
    </>
  );
}

function Password() {
  const [fault, setFault] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget, typed = new FormData(form);
    setBusy(true);
    setFault(null);
    people.password(String(typed.get("old")), String(typed.get("new"))).then(
      (found) => { keep(found); setDone(true); form.reset(); },
      (error: unknown) => setFault(told(error)),
    ).finally(() => setBusy(false));
  };
  return (
    <section className="panel-form" aria-label="Change your password">
      <h2>Change your password</h2>
      <form onSubmit={submit}>
        <label>Now<input name="old" type="password" autoComplete="current-password" required /></label>
        <label>New<input name="new" type="password" autoComplete="new-password" minLength={12} required /></label>
        <button type="submit" className="primary" disabled={busy}>{busy ? "Changing it" : "Change it"}</button>
      </form>
      {fault && <p className="fault" role="alert">{fault}</p>}
      {done && <p className="good" role="status">It is changed. Every other browser was signed out.</p>}
    </section>
  );
}
