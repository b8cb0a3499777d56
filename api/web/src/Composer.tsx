// Where a message is written: Enter sends, Shift and Enter make a new line, `/` comes here.
import { useEffect, useRef, useState } from "react";
import { Icon } from "./Icon";

interface Props {
  running: boolean;
  asOf: string | null;
  onAsOf: (day: string | null) => void;
  onAsk: (text: string) => void;
  onStop: () => void;
  onImport: () => void;
}

export function Composer({ running, asOf, onAsOf, onAsk, onStop, onImport }: Props) {
  const [text, setText] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const come = (event: KeyboardEvent) => {
      const elsewhere = event.target instanceof HTMLElement && /INPUT|TEXTAREA/.test(event.target.tagName);
      if (event.key === "/" && !elsewhere) {
        event.preventDefault();
        area.current?.focus();
      }
    };
    window.addEventListener("keydown", come);
    return () => window.removeEventListener("keydown", come);
  }, []);
  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
  }, [text]);
  const send = () => {
    if (!text.trim() || running) return;
    onAsk(text.trim());
    setText("");
  };
  return (
    <form className="composer" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <textarea ref={area} value={text} rows={1} autoFocus aria-label="Message"
        placeholder="What do you need?"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            send();
          }
        }} />
      <div className="composer-row">
        <button type="button" className="quiet" onClick={onImport}>
          <Icon name="file" size={16} /> <span>Import</span>
        </button>
        <label className="quiet day" title="The day to take as today">
          <Icon name="calendar" size={16} />
          <span>{asOf ? "As of" : "As of today"}</span>
          <input type="date" value={asOf ?? ""} aria-label="The day to take as today"
            className={asOf ? "set" : ""}
            onChange={(event) => onAsOf(event.target.value || null)} />
        </label>
        {running ? (
          <button type="button" className="send stop" onClick={onStop} aria-label="Stop">
            <Icon name="stop" />
          </button>
        ) : (
          <button type="submit" className="send" disabled={!text.trim()} aria-label="Send">
            <Icon name="up" />
          </button>
        )}
      </div>
    </form>
  );
}
