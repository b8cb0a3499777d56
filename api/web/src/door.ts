// Everything that is asked of the server; no other module fetches.
import { fetched } from "./signing";
import type {
  ChangePage,
  ChangeSummary,
  Chart,
  Dashboard,
  Heading,
  Health,
  ImportPlan,
  ImportReport,
  PitcrewEvent,
  Receipt,
  Table,
  Transcript,
} from "./types";

export class Fault extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

async function asked<T>(path: string, options?: RequestInit): Promise<T> {
  const answer = await fetched(path, options);
  if (!answer.ok) throw await faultOf(answer);
  return (await answer.json()) as T;
}

async function faultOf(answer: Response): Promise<Fault> {
  try {
    const told = (await answer.json()) as { message?: string; hint?: string };
    return new Fault(told.message ?? `The server answered ${answer.status}.`, told.hint ?? "");
  } catch {
    return new Fault(`The server answered ${answer.status}.`, "");
  }
}

function sent<T>(path: string, body: unknown): Promise<T> {
  return asked<T>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

const of = encodeURIComponent;

export const health = () => asked<Health>("/health");
export const conversations = () =>
  asked<{ conversations: Heading[]; total: number }>("/v1/conversations?limit=100");
export const transcript = (id: string) => asked<Transcript>(`/v1/conversations/${of(id)}`);
export const receipt = (id: string) => asked<Receipt>(`/v1/receipts/${of(id)}?rows=50`);
export const changeSets = (limit = 50) =>
  asked<{ change_sets: ChangeSummary[]; total: number; pending: number }>(
    `/v1/change-sets?limit=${limit}`,
  );
export const changeSet = (id: string, offset = 0, limit = 10) =>
  asked<ChangePage>(`/v1/change-sets/${of(id)}?offset=${offset}&limit=${limit}`);
export const approve = (id: string, digest: string) =>
  sent<ChangePage>(`/v1/change-sets/${of(id)}/approve`, { digest });
export const reject = (id: string) => sent<ChangePage>(`/v1/change-sets/${of(id)}/reject`, {});
export const undo = (id: string) => sent<ChangePage>(`/v1/change-sets/${of(id)}/undo`, {});
export const dashboard = (period: string, only: string, asOf: string | null) =>
  asked<Dashboard>(
    `/v1/dashboard?period=${of(period)}&only=${of(only)}${asOf ? `&as_of=${of(asOf)}` : ""}`,
  );

async function file(path: string, body: unknown): Promise<Blob> {
  const answer = await fetched(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw await faultOf(answer);
  return answer.blob();
}

export const picture = (chart: Chart) => file("/v1/charts", { chart, form: "png" });
export const workbook = (table: Table) => file("/v1/tables", { table });
export const artifact = (id: string) => `/v1/artifacts/${of(id)}`;

export function planImport(file: File, asTable: string | null): Promise<ImportPlan> {
  const form = new FormData();
  form.append("file", file);
  if (asTable) form.append("as_table", asTable);
  return asked<ImportPlan>("/v1/imports", { method: "POST", body: form });
}

export const commitImport = (upload: string, mapping: Record<string, string>, asTable: string) =>
  sent<ImportReport>(`/v1/imports/${of(upload)}/commit`, { mapping, as_table: asTable });

export async function* chat(
  body: { text: string; conversation: string | null; as_of: string | null },
  signal: AbortSignal,
): AsyncGenerator<PitcrewEvent> {
  const answer = await fetched("/v1/chat", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  });
  if (!answer.ok || !answer.body) throw await faultOf(answer);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    held += value;
    const events = held.split("\n\n");
    held = events.pop() ?? "";
    for (const event of events) {
      const data = event
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trimStart())
        .join("\n");
      if (data) yield JSON.parse(data) as PitcrewEvent;
    }
  }
}
