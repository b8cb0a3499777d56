// One conversation: what was asked, and each reply as it grows.
import { useCallback, useRef, useState } from "react";
import * as door from "./door";
import * as stream from "./stream";
import type { Ears } from "./stream";
import type { Line, PitcrewEvent, Reply, Step, Turn } from "./types";

const EMPTY: Reply = {
  conversation: "",
  run: "",
  answer: "",
  plan: [],
  receipts: [],
  tables: [],
  charts: [],
  change_sets: [],
  questions: [],
  notes: [],
  ended: "answered",
  planner: "embedded",
};

const blank = (asked: string): Turn => ({
  key: crypto.randomUUID(),
  asked,
  reply: EMPTY,
  running: true,
  fault: null,
  waiting: null,
});

function withStep(plan: Step[], step: Step): Step[] {
  const known = plan.some((each) => each.n === step.n);
  return known ? plan.map((each) => (each.n === step.n ? step : each)) : [...plan, step];
}

export function grown(reply: Reply, event: PitcrewEvent): Reply {
  switch (event.kind) {
    case "waiting":
      return reply;
    case "started":
      return { ...reply, conversation: event.conversation, run: event.run, planner: event.planner };
    case "planned":
      return { ...reply, plan: event.steps };
    case "stepped":
      return { ...reply, plan: withStep(reply.plan, event.step) };
    case "shown":
      return {
        ...reply,
        receipts: [...reply.receipts, ...event.figures],
        tables: [...reply.tables, ...event.tables],
        charts: [...reply.charts, ...event.charts],
        change_sets: [...reply.change_sets, ...event.change_sets],
      };
    case "said":
      return { ...reply, answer: reply.answer + event.text };
    case "ended":
      return { ...EMPTY, ...event.reply };
  }
}

export function useChat(asOf: string | null, afterwards: (conversation: string) => void) {
  const [turns, setTurns] = useState<Turn[]>([]);
  const [conversation, setShown] = useState<string | null>(null);
  const talk = useRef<string | null>(null);
  const setConversation = useCallback((id: string | null) => {
    talk.current = id;
    setShown(id);
  }, []);
  const listener = useRef<AbortController | null>(null);
  const running = turns.at(-1)?.running ?? false;

  // Draws a run into its turn until it ends; leaving stops the listening, not the run.
  const draw = useCallback(
    async (key: string, work: (ears: Ears) => Promise<void>) => {
      const change = (how: (turn: Turn) => Partial<Turn>) =>
        setTurns((all) => all.map((turn) => (turn.key === key ? { ...turn, ...how(turn) } : turn)));
      const leaving = new AbortController();
      listener.current?.abort();
      listener.current = leaving;
      const hear = (event: PitcrewEvent) => {
        change((old) => ({ reply: grown(old.reply, event) }));
        if (event.kind === "waiting") change(() => ({ waiting: inLine(event.ahead) }));
        if (event.kind === "started") setConversation(event.conversation);
        if (event.kind === "started" || event.kind === "ended") afterwards(idOf(event));
      };
      const lost = (trying: boolean) => change(() => ({ waiting: trying ? LOST : null }));
      let fault: string | null = null;
      try {
        await work({ signal: leaving.signal, hear, lost });
      } catch (error) {
        if (leaving.signal.aborted) return;
        fault = told(error);
      }
      change(() => ({ running: false, waiting: null, fault }));
    },
    [afterwards, setConversation],
  );

  const ask = useCallback(
    (text: string) => {
      const turn = blank(text);
      setTurns((all) => [...all, turn]);
      const message = { text, conversation: talk.current, as_of: asOf };
      return draw(turn.key, (ears) => stream.ask(message, ears));
    },
    [asOf, draw],
  );

  const run = turns.at(-1)?.reply.run ?? "";
  const stop = useCallback(() => {
    if (run) door.stop(run).catch(() => undefined);
  }, [run]);

  const begin = useCallback(() => {
    listener.current?.abort();
    setTurns([]);
    setConversation(null);
  }, [setConversation]);

  const open = useCallback(
    async (id: string) => {
      listener.current?.abort();
      const found = await door.transcript(id);
      const read = turnsOf(found.messages);
      const last = read.at(-1);
      setConversation(id);
      if (found.running && last) {
        last.running = true;
        last.reply = { ...EMPTY, run: found.running };
      }
      setTurns(read);
      if (found.running && last) void draw(last.key, (ears) => stream.follow(found.running!, ears));
    },
    [draw, setConversation],
  );

  return { turns, conversation, running, ask, stop, begin, open };
}

const inLine = (ahead: number): string =>
  ahead === 0 ? "Yours is the next to begin." : `${ahead} ${ahead === 1 ? "chat is" : "chats are"} ahead of yours.`;
const LOST = "The connection is lost. The work goes on; trying to listen again.";

const idOf = (event: PitcrewEvent): string =>
  event.kind === "started" ? event.conversation : event.kind === "ended" ? event.reply.conversation : "";

function turnsOf(messages: Line[]): Turn[] {
  const read: Turn[] = [];
  for (const line of messages) {
    if (line.speaker === "person") {
      read.push({ ...blank(line.text), running: false });
    } else {
      const reply = { ...EMPTY, run: line.run_id ?? "", answer: line.text, ...(line.reply ?? {}) };
      const last = read.at(-1);
      if (last && !last.reply.answer) read.splice(-1, 1, { ...last, reply });
      else read.push({ ...blank(""), running: false, reply });
    }
  }
  return read;
}

export function told(error: unknown): string {
  if (error instanceof door.Fault) return `${error.message} ${error.hint}`.trim();
  return error instanceof TypeError ? "Pitcrew cannot be reached. Is it still running?" : String(error);
}
