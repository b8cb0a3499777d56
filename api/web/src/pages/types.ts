// What the pages beside the chat are sent; the fields are those of api/views and api/routes.
import type { ChangeSetRef, Figure, Question, Table } from "../types";

export interface Delivery {
  destination: string;
  state: "waiting" | "sent" | "failed";
  due_at: string;
  error: string | null;
  sent_at: string | null;
}

export interface ScheduleTime {
  id: string;
  fire_at: string;
  state: string;
  cause: string;
  missed: number;
  attempt: number;
  progress: string;
  reason: string;
  conversation_id: string | null;
  artifact_id: string | null;
  digest: Digest | null;
  deliveries: Delivery[];
  started_at: string | null;
  ended_at: string | null;
}

export interface DigestPart {
  id: string;
  title: string;
  status: string;
  changes: number;
  groups: { what: string; rule: string | null; items: number; samples: string }[];
  more_groups: number;
}

export interface Digest {
  at: string;
  missed: number;
  outcome: string;
  reason: string;
  answer: string;
  fixed: DigestPart[];
  waiting: DigestPart[];
  skipped: string[];
  tables: Table[];
}

export interface Schedule {
  id: string;
  name: string;
  ask: string;
  owner: string;
  words: string;
  timezone: string;
  next: string[];
  paused_at: string | null;
  paused_by: string | null;
  paused_why: string | null;
  draft_only: boolean;
  tables: string[];
  fields: string[];
  kinds: string[];
  min_confidence: number | null;
  max_rows: number | null;
  destinations: string[];
  quiet_from: string | null;
  quiet_until: string | null;
  last: ScheduleTime | null;
  runs?: ScheduleTime[];
}

export interface Result {
  say: string;
  reading: string;
  figures: Figure[];
  tables: Table[];
  change_sets: ChangeSetRef[];
  questions: Question[];
  notes: string[];
}

export interface RunHeading {
  id: string;
  conversation_id: string;
  asked: string;
  actor: string;
  planner: string;
  as_of: string;
  status: string;
  started_at: string;
  ended_at: string | null;
  ms: number | null;
  tools: string[];
  receipts: number;
  change_sets: number;
}

export interface Made {
  id: string;
  name: string;
  status: string | null;
  text: string | null;
}

export interface RunView extends RunHeading {
  steps: {
    position: number;
    tool: string;
    arguments: Record<string, unknown>;
    status: "done" | "refused" | "failed";
    ms: number;
    said: string;
    error: { message?: string } | null;
  }[];
  usage: Record<string, unknown>;
  figures: Made[];
  proposed: Made[];
  files: Made[];
  has_conversation: boolean;
}

export interface JournalLine {
  n: number;
  at: string;
  actor: string;
  change_set_id: string | null;
  table_name: string;
  row_id: string;
  record: string | null;
  old_version: number | null;
  new_version: number;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

export interface Verdict {
  lines: number;
  head: string;
  broken_at: number | null;
}

export interface PlaybookHeading {
  name: string;
  title: string;
  when: string;
  owner: string;
  reviewed: string;
  tools: string[];
}

export interface Playbook extends PlaybookHeading {
  asks: Record<string, string[]>;
  never: string[];
  stop_and_ask: string[];
  body: string;
}

export interface Documents {
  documents: string[];
  passages: number;
  may_add: boolean;
}

export interface Passage {
  id: string;
  section: string;
  text: string;
  citation: string;
}

export interface FoundPassage extends Passage {
  source: string;
  trust: "playbook" | "company";
}

export interface Setting {
  name: string;
  value: string;
  default: string;
  meaning: string;
  chosen: boolean;
}

export interface Member {
  id: string;
  email: string;
  name: string;
  role: string;
  has_password: boolean;
  invited: boolean;
  disabled_at: string | null;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  member: string;
  made_at: string;
  expires_at: string;
  used_at: string | null;
  revoked_at: string | null;
  holds: boolean;
}
