// Something secret that is shown once, to be copied.
import { useState } from "react";

export function Secret({ what, secret, onDone }: { what: string; secret: string; onDone: () => void }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="secret" role="status">
      <p>{what}</p>
      <code tabIndex={0}>{secret}</code>
      <span className="buttons">
        <button type="button" className="plain" onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true), () => undefined)}>
          {copied ? "Copied" : "Copy"}
        </button>
        <button type="button" className="plain" onClick={onDone}>Done</button>
      </span>
    </div>
  );
}
