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
  Receipt,
  Table,
  Transcript,
} from "./types";

export class Fault extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly status = 0,
  ) {
    super(message);
  }
}

export async function asked<T>(path: string, options?: RequestInit): Promise<T> {
  const answer = await fetched(path, options);
  if (!answer.ok) throw await faultOf(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function faultOf(answer: Response): Promise<Fault> {
  try {
    const told = (await answer.json()) as { message?: string; hint?: string };
    return new Fault(told.message ?? `The server answered ${answer.status}.`, told.hint ?? "", answer.status);
  } catch {
    return new Fault(`The server answered ${answer.status}.`, "", answer.status);
  }
}

export function sent<T>(path: string, body: unknown, method = "POST"): Promise<T> {
  return asked<T>(path, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

const of = encodeURIComponent;

export const health = () => asked<Health>("/health");
export const conversations = (words = "") =>
  asked<{ conversations: Heading[]; total: number }>(
    `/v1/conversations?limit=100${words ? `&words=${of(words)}` : ""}`,
  );
export const transcript = (id: string) => asked<Transcript>(`/v1/conversations/${of(id)}`);
export const titled = (id: string, title: string) =>
  sent<Heading>(`/v1/conversations/${of(id)}`, { title }, "PATCH");
export const branched = (id: string, after: number) =>
  sent<Heading>(`/v1/conversations/${of(id)}/branches`, { after });
export const deleted = (id: string) =>
  asked<void>(`/v1/conversations/${of(id)}`, { method: "DELETE" });
export const receipt = (id: string) => asked<Receipt>(`/v1/receipts/${of(id)}?rows=50`);
export const changeSets = (limit = 50, status = "", cursor: string | null = null) =>
  asked<{ change_sets: ChangeSummary[]; total: number; pending: number; next: string | null }>(
    `/v1/change-sets?limit=${limit}${status ? `&status=${status}` : ""}${cursor ? `&cursor=${of(cursor)}` : ""}`,
  );
export const changeSet = (id: string, offset = 0, limit = 10, group: number | null = null) =>
  asked<ChangePage>(
    `/v1/change-sets/${of(id)}?offset=${offset}&limit=${limit}${group === null ? "" : `&group=${group}`}`,
  );
export interface Part {
  without?: number[];
  without_groups?: number[];
  only_groups?: number[];
  rest_waits: boolean;
}
export const narrow = (id: string, part: Part) => sent<ChangePage>(`/v1/change-sets/${of(id)}/narrow`, part);
export const approve = (id: string, digest: string) =>
  sent<ChangePage>(`/v1/change-sets/${of(id)}/approve`, { digest });
export const reject = (id: string) => sent<ChangePage>(`/v1/change-sets/${of(id)}/reject`, {});
export const undo = (id: string, group: number | null = null) =>
  sent<ChangePage>(`/v1/change-sets/${of(id)}/undo${group === null ? "" : `?group=${group}`}`, {});
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

export const importTables = () => asked<string[]>("/v1/imports/tables");
export const rejected = (batch: string) => `/v1/imports/${of(batch)}/rejects`;

export const commitImport = (upload: string, mapping: Record<string, string>, asTable: string) =>
  sent<ImportReport>(`/v1/imports/${of(upload)}/commit`, { mapping, as_table: asTable });

export const stop = (run: string) =>
  asked<void>(`/v1/runs/${of(run)}/stop`, { method: "POST" });
