// One run as it happens: listened to, and when the connection drops, listened to again.
import { Fault } from "./door";
import { fetched } from "./signing";
import type { PitcrewEvent } from "./types";

export interface Message {
  text: string;
  conversation: string | null;
  as_of: string | null;
}

export interface Ears {
  signal: AbortSignal;
  hear: (event: PitcrewEvent) => void;
  lost: (trying: boolean) => void;
}

const PAUSES = [500, 1000, 2000, 4000];
const PATIENCE = 180_000;

class Dropped extends Error {}

// A message is sent once. Only the listening is repeated: the run is named, nothing is asked anew.
export async function ask(message: Message, ears: Ears): Promise<void> {
  const place: Place = { run: null, last: 0 };
  try {
    await listen(await posted(message, ears.signal), place, ears);
  } catch (error) {
    if (!(error instanceof Dropped) || ears.signal.aborted) throw error;
    place.run ??= await begunAnyway(message, ears);
    if (!place.run) throw new Fault("The connection broke before Pitcrew had your message.", "Send it again.");
    await again(place, ears);
  }
}

// Goes on with a run that somebody began before, in another tab or before the page was loaded.
export const follow = (run: string, ears: Ears): Promise<void> => again({ run, last: 0 }, ears);

interface Place {
  run: string | null;
  last: number;
}

async function again(place: Place, ears: Ears): Promise<void> {
  const ends = Date.now() + PATIENCE;
  for (let turn = 0; Date.now() < ends; turn += 1) {
    try {
      const path = `/v1/runs/${encodeURIComponent(place.run ?? "")}/events`;
      const headers = { accept: "text/event-stream", "last-event-id": String(place.last) };
      await listen(await reached(path, { headers, signal: ears.signal }), place, ears);
      return;
    } catch (error) {
      if (!(error instanceof Dropped) || ears.signal.aborted) throw error;
      ears.lost(true);
      await pause(PAUSES[Math.min(turn, PAUSES.length - 1)]!, ears.signal);
    }
  }
  throw new Fault("Pitcrew cannot be reached.", "The answer will be here when it can: reload the page.");
}

async function posted(message: Message, signal: AbortSignal): Promise<Response> {
  return reached("/v1/chat", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(message),
    signal,
  });
}

async function reached(path: string, options: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetched(path, options);
  } catch (error) {
    throw options.signal?.aborted ? error : new Dropped();
  }
  if (answer.ok) return answer;
  if (answer.status >= 502) throw new Dropped();
  const told = (await answer.json().catch(() => ({}))) as { message?: string; hint?: string };
  throw new Fault(told.message ?? `The server answered ${answer.status}.`, told.hint ?? "", answer.status);
}

// Whether the message came through although nothing was heard of it: its run would be among the newest.
async function begunAnyway(message: Message, ears: Ears): Promise<string | null> {
  for (const wait of PAUSES) {
    ears.lost(true);
    await pause(wait, ears.signal);
    try {
      const answer = await reached("/v1/runs?limit=5", { signal: ears.signal });
      const { runs } = (await answer.json()) as { runs: { id: string; asked: string; started_at: string }[] };
      ears.lost(false);
      const lately = (at: string) => Math.abs(Date.now() - new Date(at).getTime()) < 120_000;
      return runs.find((each) => each.asked === message.text && lately(each.started_at))?.id ?? null;
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
    }
  }
  return null;
}

async function listen(answer: Response, place: Place, ears: Ears): Promise<void> {
  let ended = false;
  for await (const { id, event } of told(answer, ears.signal)) {
    ears.lost(false);
    if (id) place.last = id;
    if (event.kind === "started") place.run = event.run;
    ended ||= event.kind === "ended";
    ears.hear(event);
  }
  if (!ended) throw new Dropped();
}

async function* told(answer: Response, signal: AbortSignal): AsyncGenerator<{ id: number; event: PitcrewEvent }> {
  if (!answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw signal.aborted ? error : new Dropped();
    });
    if (done) return;
    const blocks = (held + value).split("\n\n");
    held = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = lines(block, "data").join("\n");
      if (data) yield { id: Number(lines(block, "id")[0] ?? 0), event: JSON.parse(data) as PitcrewEvent };
    }
  }
}

const lines = (block: string, name: string): string[] =>
  block.split("\n").filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart());

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
