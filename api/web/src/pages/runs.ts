// What is asked of the server about runs and the journal.
import { asked } from "../door";
import type { JournalLine, RunHeading, RunView, Verdict } from "./types";

export interface Wanted {
  words: string;
  status: string;
}

function query(given: Record<string, string | null>): string {
  const said = Object.entries(given).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return new URLSearchParams(said).toString();
}

export const listing = (wanted: Wanted, cursor: string | null) =>
  asked<{ runs: RunHeading[]; total: number; next: string | null }>(
    `/v1/runs?${query({ ...wanted, cursor, limit: "40" })}`,
  );
export const one = (id: string) => asked<RunView>(`/v1/runs/${encodeURIComponent(id)}`);
export const journal = (changeSet: string | null, cursor: string | null) =>
  asked<{ lines: JournalLine[]; next: string | null }>(
    `/v1/journal?${query({ change_set: changeSet, cursor, limit: "50" })}`,
  );
export const verdict = () => asked<Verdict>("/v1/journal/verdict");
