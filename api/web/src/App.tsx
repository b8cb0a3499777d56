// The page: the rail, what the address names, and what lies over it.
import { useCallback, useEffect, useState } from "react";
import { Conversation } from "./Conversation";
import * as door from "./door";
import { Drawer } from "./Drawer";
import { Icon } from "./Icon";
import { Importer } from "./Importer";
import { Pages, TITLES } from "./pages/Pages";
import { Rail } from "./Rail";
import { go, path, read, rename, useRoute } from "./route";
import type { Me } from "./signing";
import type { Heading, Health } from "./types";
import { told, useChat } from "./useChat";

export function App({ me }: { me: Me }) {
  const route = useRoute();
  const [health, setHealth] = useState<Health | null>(null);
  const [headings, setHeadings] = useState<Heading[]>([]);
  const [pending, setPending] = useState(0);
  const [receipt, setReceipt] = useState<string | null>(null);
  const [importing, setImporting] = useState<File | "choose" | null>(null);
  const [railOpen, setRailOpen] = useState(false);
  const [asOf, setAsOf] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [away, setAway] = useState<string | null>(null);
  const failed = useCallback((error: unknown) => setFault(told(error)), []);

  const refresh = useCallback(() => {
    const lost = (error: unknown) => setAway(told(error));
    door.conversations().then((found) => { setHeadings(found.conversations); setAway(null); }, lost);
    door.changeSets(1).then((found) => setPending(found.pending), () => undefined);
  }, []);
  const heard = useCallback((id: string) => {
    const here = read(window.location.hash);
    if (here.page === "chat" && !here.rest[0]) rename("chat", id);
    refresh();
  }, [refresh]);
  const { turns, conversation, running, ask, stop, begin, open } = useChat(asOf, heard);

  useEffect(() => {
    const look = () => {
      door.health().then(setHealth, () => undefined);
      refresh();
    };
    look();
    window.addEventListener("online", look);
    return () => window.removeEventListener("online", look);
  }, [refresh]);

  const wanted = route.page === "chat" ? (route.rest[0] ?? null) : conversation;
  useEffect(() => {
    if (wanted === conversation) return;
    setFault(null);
    if (wanted === null) begin();
    else open(wanted).catch((error: unknown) => { begin(); failed(error); });
  }, [wanted]); // the address alone leads here; what is open follows it

  const fresh = useCallback(() => {
    begin();
    go("chat");
  }, [begin]);
  const send = useCallback((text: string) => void ask(text), [ask]);
  const pack = (text: string) => {
    begin();
    rename("chat");
    send(text);
  };
  const branch = useCallback(async (run: string) => {
    if (!conversation) return;
    try {
      const said = (await door.transcript(conversation)).messages.find((each) => each.run_id === run && each.speaker === "pitcrew");
      if (said) go("chat", (await door.branched(conversation, said.position)).id);
      refresh();
    } catch (error) {
      failed(error);
    }
  }, [conversation, failed, refresh]);
  const title = headings.find((each) => each.id === conversation)?.title;

  return (
    <div className="shell"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const file = event.dataTransfer.files[0];
        if (file && route.page !== "knowledge") setImporting(file);
      }}
      onKeyDown={(event) => event.key === "Escape" && setRailOpen(false)}>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>
        Skip to the content
      </a>
      <Rail me={me} health={health} conversations={headings} current={conversation} page={route.page}
        pending={pending} open={railOpen} onNew={fresh} onChanged={refresh} onLeave={() => setRailOpen(false)}
        onImport={() => setImporting("choose")} />
      {railOpen && <div className="veil rail-veil" onClick={() => setRailOpen(false)} aria-hidden="true" />}
      <main id="main" tabIndex={-1}>
        <header className="top">
          <button type="button" className="round menu" onClick={() => setRailOpen(true)} aria-label="Menu" aria-expanded={railOpen}>
            <Icon name="menu" />
          </button>
          <span className="top-title">{TITLES[route.page] ?? title ?? "New conversation"}</span>
          {pending > 0 && route.page === "chat" && (
            <a className="waiting" href={path("changes")}>
              <Icon name="shield" size={15} /> {pending} to approve
            </a>
          )}
        </header>
        {route.page === "chat" ? (
          <Conversation turns={turns} running={running} asOf={asOf ?? health?.as_of ?? null} fault={fault ?? away}
            onAsOf={setAsOf} onAsk={send} onStop={stop} onImport={() => setImporting("choose")}
            onReceipt={setReceipt} onBranch={(run) => void branch(run)} onDecided={refresh} />
        ) : (
          <div className="scroll">
            <Pages route={route} me={me} asOf={asOf} onReceipt={setReceipt} onAsk={pack} onDecided={refresh} />
          </div>
        )}
      </main>
      {receipt && <Drawer id={receipt} onClose={() => setReceipt(null)} />}
      {importing && (
        <Importer start={importing === "choose" ? null : importing} onClose={() => setImporting(null)} />
      )}
    </div>
  );
}
