// One conversation: what was asked, and each reply as it grows.
import { useCallback, useRef, useState } from "react";
import * as door from "./door";
import type { PitcrewEvent, Reply, Step, Turn } from "./types";

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
});

function withStep(plan: Step[], step: Step): Step[] {
  const known = plan.some((each) => each.n === step.n);
  return known ? plan.map((each) => (each.n === step.n ? step : each)) : [...plan, step];
}

export function grown(reply: Reply, event: PitcrewEvent): Reply {
  switch (event.kind) {
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
  const [conversation, setConversation] = useState<string | null>(null);
  const stopper = useRef<AbortController | null>(null);
  const running = turns.at(-1)?.running ?? false;

  const change = useCallback((key: string, how: (turn: Turn) => Turn) => {
    setTurns((all) => all.map((turn) => (turn.key === key ? how(turn) : turn)));
  }, []);

  const ask = useCallback(
    async (text: string) => {
      const turn = blank(text);
      const stop = new AbortController();
      stopper.current = stop;
      setTurns((all) => [...all, turn]);
      let fault: string | null = "The connection broke before the reply was whole.";
      try {
        for await (const event of door.chat({ text, conversation, as_of: asOf }, stop.signal)) {
          change(turn.key, (old) => ({ ...old, reply: grown(old.reply, event) }));
          if (event.kind === "started") setConversation(event.conversation);
          if (event.kind === "ended") {
            fault = null;
            afterwards(event.reply.conversation);
          }
        }
      } catch (error) {
        fault = stop.signal.aborted ? "Stopped." : told(error);
      }
      change(turn.key, (old) => ({ ...old, running: false, fault }));
    },
    [afterwards, asOf, change, conversation],
  );

  const stop = useCallback(() => stopper.current?.abort(), []);

  const begin = useCallback(() => {
    stopper.current?.abort();
    setTurns([]);
    setConversation(null);
  }, []);

  const open = useCallback(async (id: string) => {
    stopper.current?.abort();
    const found = await door.transcript(id);
    const read: Turn[] = [];
    for (const line of found.messages) {
      if (line.speaker === "person") {
        read.push({ ...blank(line.text), running: false });
      } else {
        const last = read.pop() ?? { ...blank(""), running: false };
        const reply = { ...EMPTY, answer: line.text, ...(line.reply ?? {}) };
        read.push(last.reply.answer ? last : { ...last, reply });
        if (last.reply.answer) read.push({ ...blank(""), running: false, reply });
      }
    }
    setTurns(read);
    setConversation(id);
  }, []);

  return { turns, conversation, running, ask, stop, begin, open };
}

export function told(error: unknown): string {
  if (error instanceof door.Fault) return `${error.message} ${error.hint}`.trim();
  return error instanceof TypeError ? "Pitcrew cannot be reached. Is it still running?" : String(error);
}
