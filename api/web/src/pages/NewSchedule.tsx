// A request and its times: it is tried and shown first, and begins once that is approved.
import { type FormEvent, useState } from "react";
import { told } from "../useChat";
import { Proposed } from "./Proposed";
import * as schedules from "./schedules";
import type { Result } from "./types";

export function NewSchedule({ onDecided }: { onDecided: () => void }) {
  const [result, setResult] = useState<Result | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    setBusy(true);
    setFault(null);
    schedules
      .propose(
        String(typed.get("ask")), String(typed.get("when")), String(typed.get("tell")).trim(), typed.get("draft") === "on",
      )
      .then(setResult, (error: unknown) => setFault(told(error)))
      .finally(() => setBusy(false));
  };
  return (
    <section className="panel-form" aria-label="New schedule">
      <form onSubmit={submit}>
        <label className="wide">
          What
          <input name="ask" required maxLength={8000} autoFocus placeholder="clean up the CRM" />
        </label>
        <label>
          When
          <input name="when" required maxLength={500} placeholder="every Friday at 16:00" />
        </label>
        <label>
          Send each digest to (optional)
          <input name="tell" maxLength={2000} placeholder="ops@example.com, #revops" />
        </label>
        <label className="check">
          <input name="draft" type="checkbox" /> Only propose, whatever the policies allow
        </label>
        <button type="submit" className="primary" disabled={busy}>{busy ? "Trying it" : "Try it and show me"}</button>
      </form>
      {fault && <p className="fault" role="alert">{fault}</p>}
      {result && <Proposed result={result} onDecided={onDecided} />}
    </section>
  );
}
