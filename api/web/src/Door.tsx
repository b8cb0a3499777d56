// The door of the page: it opens once it is known who is here.
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { App } from "./App";
import { enter, keep, type Me, type Ways, ways, who } from "./signing";

const FAILED = "The sign-in there did not work. Try again, or ask an admin.";

// What the address says: an invitation's code, or why single sign-on did not let somebody in.
function arrived(): { code: string; said: string } {
  const [, kind, rest = ""] = /^#\/(invited|not-signed-in|not-a-member)\/?(.*)$/.exec(window.location.hash) ?? [];
  if (kind === "invited") return { code: decodeURIComponent(rest), said: "" };
  if (kind === "not-signed-in") return { code: "", said: FAILED };
  if (kind === "not-a-member")
    return { code: "", said: `${decodeURIComponent(rest)} has not been added here. Ask an admin.` };
  return { code: "", said: "" };
}

export function Door() {
  const [me, setMe] = useState<Me | null>(null);
  const [offered, setOffered] = useState<Ways | null>(null);
  const [{ code, said }, setArrived] = useState(arrived);

  const look = useCallback(async () => {
    const found = await who().catch(() => null);
    if (found) keep(found);
    setMe(found);
    if (!found) setOffered(await ways().catch(() => null));
  }, []);
  useEffect(() => {
    void look();
    const out = () => void look();
    window.addEventListener("signed-out", out);
    return () => window.removeEventListener("signed-out", out);
  }, [look]);

  const entered = (found: Me) => {
    keep(found);
    // Whoever signs in again goes on where they were; an invitation's address is used up.
    if (code || said) window.history.replaceState(null, "", "#/");
    setArrived({ code: "", said: "" });
    setMe(found);
  };
  if (me && !code) return <App me={me} />;
  if (!offered && !code) return null;
  return (
    <main className="door">
      <div className="door-card">
        <div className="brand">
          <img src="./mark.svg" alt="" width="28" height="28" />
          <span>Pitcrew</span>
        </div>
        {code ? <Invited code={code} onEntered={entered} /> : <Words said={said} ways={offered} onEntered={entered} />}
      </div>
    </main>
  );
}

function Words({ said, ways, onEntered }: { said: string; ways: Ways | null; onEntered: (me: Me) => void }) {
  const { fault, busy, submit } = useEntering(onEntered);
  return (
    <form onSubmit={(event) => submit(event, "/v1/session", ["email", "password"])}>
      <h1>Sign in</h1>
      {(fault || said) && <p className="fault" role="alert">{fault || said}</p>}
      <label>
        E-mail
        <input name="email" type="email" autoComplete="username" required autoFocus />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit" className="primary" disabled={busy}>{busy ? "Signing in" : "Sign in"}</button>
      {ways?.single_sign_on && (
        <a className="other" href="/v1/session/oidc">Use {ways.single_sign_on}</a>
      )}
    </form>
  );
}

function Invited({ code, onEntered }: { code: string; onEntered: (me: Me) => void }) {
  const { fault, busy, submit } = useEntering(onEntered);
  return (
    <form onSubmit={(event) => submit(event, "/v1/invitations", ["password"], { code })}>
      <h1>Welcome</h1>
      <p>Choose a password of at least 12 letters. A few unrelated words make a good one.</p>
      {fault && <p className="fault" role="alert">{fault}</p>}
      <label>
        Password
        <input name="password" type="password" autoComplete="new-password" minLength={12} required autoFocus />
      </label>
      <button type="submit" className="primary" disabled={busy}>{busy ? "Setting it" : "Set it and sign in"}</button>
    </form>
  );
}

function useEntering(onEntered: (me: Me) => void) {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>, path: string, names: string[], more: Record<string, string> = {}) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const body = { ...more, ...Object.fromEntries(names.map((name) => [name, String(typed.get(name) ?? "")])) };
    setBusy(true);
    enter(path, body)
      .then(onEntered, (error: unknown) => setFault(error instanceof Error ? error.message : "It did not work."))
      .finally(() => setBusy(false));
  };
  return { fault, busy, submit };
}
