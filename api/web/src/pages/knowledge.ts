// What is asked of the server about playbooks and documents.
import { asked } from "../door";
import type { Documents, FoundPassage, Passage, Playbook, PlaybookHeading } from "./types";

const of = encodeURIComponent;

export const playbooks = () => asked<PlaybookHeading[]>("/v1/playbooks");
export const playbook = (name: string) => asked<Playbook>(`/v1/playbooks/${of(name)}`);
export const documents = () => asked<Documents>("/v1/documents");
export const found = (words: string) => asked<FoundPassage[]>(`/v1/documents/passages?words=${of(words)}`);
export const text = (source: string) =>
  asked<{ source: string; sections: Passage[] }>(`/v1/documents/text?source=${of(source)}`);
export const forget = (source: string) =>
  asked<void>(`/v1/documents?source=${of(source)}`, { method: "DELETE" });

export function add(file: File): Promise<{ source: string; new: boolean; rejected: string | null }> {
  const form = new FormData();
  form.append("file", file);
  return asked("/v1/documents", { method: "POST", body: form });
}
