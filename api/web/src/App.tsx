// The page: rail, conversation or approvals, and what lies over them.
import { useCallback, useEffect, useRef, useState } from "react";
import { Approvals } from "./Approvals";
import { Composer } from "./Composer";
import { Dashboard } from "./Dashboard";
import * as door from "./door";
import { Drawer } from "./Drawer";
import { Icon } from "./Icon";
import { Importer } from "./Importer";
import { Rail, type View } from "./Rail";
import type { Me } from "./signing";
import { TurnView } from "./TurnView";
import type { Heading, Health } from "./types";
import { told, useChat } from "./useChat";
import { Welcome } from "./Welcome";

const TITLES: Partial<Record<View, string>> = { changes: "Approvals", dashboard: "Dashboard" };

export function App({ me }: { me: Me }) {
  const [health, setHealth] = useState<Health | null>(null);
  const [headings, setHeadings] = useState<Heading[]>([]);
  const [pending, setPending] = useState(0);
  const [view, setView] = useState<View>("chat");
  const [receipt, setReceipt] = useState<string | null>(null);
  const [importing, setImporting] = useState<File | "choose" | null>(null);
  const [railOpen, setRailOpen] = useState(false);
  const [asOf, setAsOf] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const end = useRef<HTMLDivElement>(null);

  const refresh = useCallback(() => {
    door.conversations().then((found) => setHeadings(found.conversations), (e: unknown) => setFault(told(e)));
    door.changeSets(1).then((found) => setPending(found.pending), () => undefined);
  }, []);
  const after = useCallback(
    (conversation: string) => {
      window.history.replaceState(null, "", `#/c/${conversation}`);
      refresh();
    },
    [refresh],
  );
  const { turns, conversation, running, ask, stop, begin, open } = useChat(asOf, after);

  const show = useCallback(
    (id: string) => {
      setView("chat");
      setRailOpen(false);
      setFault(null);
      window.history.replaceState(null, "", `#/c/${id}`);
      open(id).catch((error: unknown) => setFault(told(error)));
    },
    [open],
  );
  useEffect(() => {
    door.health().then(setHealth, (error: unknown) => setFault(told(error)));
    refresh();
    const asked = /^#\/c\/(.+)$/.exec(window.location.hash);
    if (asked?.[1]) show(decodeURIComponent(asked[1]));
    if (window.location.hash === "#/changes") setView("changes");
    if (window.location.hash === "#/dashboard") setView("dashboard");
  }, [refresh, show]);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [turns.length, turns.at(-1)?.reply.answer, turns.at(-1)?.reply.plan.length]);

  const fresh = () => {
    begin();
    setView("chat");
    setRailOpen(false);
    setFault(null);
    window.history.replaceState(null, "", "#/");
  };
  const changes = () => {
    setView("changes");
    setRailOpen(false);
    window.history.replaceState(null, "", "#/changes");
  };
  const board = () => {
    setView("dashboard");
    setRailOpen(false);
    window.history.replaceState(null, "", "#/dashboard");
  };
  const send = useCallback((text: string) => void ask(text), [ask]);
  const pack = (text: string) => {
    fresh();
    send(text);
  };
  const title = headings.find((each) => each.id === conversation)?.title;

  return (
    <div className="shell"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const file = event.dataTransfer.files[0];
        if (file) setImporting(file);
      }}>
      <a className="skip" href="#main">Skip to the conversation</a>
      <Rail me={me} health={health} conversations={headings} current={conversation} view={view}
        pending={pending} open={railOpen} onNew={fresh} onOpen={show} onChanges={changes} onDashboard={board}
        onImport={() => { setRailOpen(false); setImporting("choose"); }} />
      {railOpen && <div className="veil rail-veil" onClick={() => setRailOpen(false)} aria-hidden="true" />}
      <main id="main">
        <header className="top">
          <button type="button" className="round menu" onClick={() => setRailOpen(true)} aria-label="Menu">
            <Icon name="menu" />
          </button>
          <span className="top-title">{TITLES[view] ?? title ?? "New conversation"}</span>
          {pending > 0 && view === "chat" && (
            <button type="button" className="waiting" onClick={changes}>
              <Icon name="shield" size={15} /> {pending} to approve
            </button>
          )}
        </header>
        {view === "changes" ? (
          <div className="scroll"><Approvals onDecided={refresh} /></div>
        ) : view === "dashboard" ? (
          <div className="scroll"><Dashboard asOf={asOf} onReceipt={setReceipt} onAsk={pack} /></div>
        ) : (
          <>
            <div className="scroll">
              <div className="thread">
                {fault && <p className="fault" role="alert">{fault}</p>}
                {turns.length === 0 && <Welcome onAsk={send} />}
                {turns.map((turn, index) => (
                  <TurnView key={turn.key} turn={turn} last={index === turns.length - 1}
                    onReceipt={setReceipt} onAsk={send} onDecided={refresh} />
                ))}
                <div ref={end} className="end" />
              </div>
            </div>
            <div className="dock">
              <Composer running={running} asOf={asOf ?? health?.as_of ?? null} onAsOf={setAsOf}
                onAsk={send} onStop={stop} onImport={() => setImporting("choose")} />
            </div>
          </>
        )}
      </main>
      {receipt && <Drawer id={receipt} onClose={() => setReceipt(null)} />}
      {importing && (
        <Importer start={importing === "choose" ? null : importing} onClose={() => setImporting(null)} />
      )}
    </div>
  );
}
