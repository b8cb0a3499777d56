// What the doors send; the fields are those of agent/events.py, tools/result.py and api/views.

export type Value = string | number | boolean | null;
export type Ending = "answered" | "needs_approval" | "needs_answer" | "refused" | "failed";

export interface Step {
  n: number;
  tool: string;
  title: string;
  arguments: Record<string, unknown>;
  status: "planned" | "running" | "done" | "refused" | "failed";
  ms: number;
  said: string;
  error: { message?: string; hint?: string } | null;
}

export interface Figure {
  id: string;
  metric: string;
  label: string;
  value: number | string | null;
  unit: string;
  text: string;
  n: number | null;
  variant: string;
  reason: string | null;
}

export interface Table {
  name: string;
  title: string;
  columns: string[];
  units: string[];
  rows: Value[][];
  total: number;
  artifact: string | null;
}

export interface Chart {
  title: string;
  spec: Record<string, unknown>;
}

export interface Section {
  name: string;
  title: string;
  said: string[];
  figures: Figure[];
  charts: Chart[];
  tables: Table[];
  notes: string[];
  missing: string | null;
  ms: number;
}

export interface Dashboard {
  company: string;
  as_of: string;
  period: string;
  label: string;
  beside: string;
  names: string[];
  sections: Section[];
}

export interface ChangeSetRef {
  id: string;
  summary: string;
  counts: Record<string, unknown>;
  risk: string;
  status: string;
  digest: string;
}

export interface Question {
  text: string;
  options: string[];
  slot: string | null;
}

export interface Reply {
  conversation: string;
  run: string;
  answer: string;
  plan: Step[];
  receipts: Figure[];
  tables: Table[];
  charts: Chart[];
  change_sets: ChangeSetRef[];
  questions: Question[];
  notes: string[];
  ended: Ending;
  planner: string;
}

export type PitcrewEvent =
  | { kind: "waiting"; ahead: number }
  | { kind: "started"; conversation: string; run: string; planner: string }
  | { kind: "planned"; steps: Step[] }
  | { kind: "stepped"; step: Step }
  | {
      kind: "shown";
      n: number;
      figures: Figure[];
      tables: Table[];
      charts: Chart[];
      change_sets: ChangeSetRef[];
    }
  | { kind: "said"; text: string }
  | { kind: "ended"; reply: Reply };

export interface Turn {
  key: string;
  asked: string;
  reply: Reply;
  running: boolean;
  fault: string | null;
  waiting: string | null;
}

export interface Heading {
  id: string;
  title: string;
  started_by: string;
  started_at: string;
}

export interface Line {
  position: number;
  speaker: string;
  text: string;
  said_at: string;
  run_id: string | null;
  reply: Partial<Reply> | null;
}

export interface Transcript {
  id: string;
  title: string;
  started_by: string;
  messages: Line[];
  running: string | null;
}

export interface ChangedCell {
  field: string;
  label: string;
  before: string | null;
  after: string | null;
  why: string | null;
}

export interface ChangedRow {
  seq: number;
  group: number;
  kind: string;
  table: string;
  row_id: string;
  record: string;
  cells: ChangedCell[];
  reason: string;
  confidence: number | null;
  result: string;
  conflict: string | null;
}

export interface ChangeSummary extends ChangeSetRef {
  kind: string;
  effects: Record<string, unknown>;
  proposed_by: string;
  proposed_at: string;
  expires_at: string;
  conversation: string | null;
  approved_by: string | null;
  approved_at: string | null;
  note: string | null;
  undo_of: string | null;
  undone_by: string | null;
  undone_groups: number;
  undo_report: UndoReport | null;
  applied: number;
  skipped: number;
}

export interface ChangeGroup {
  number: number;
  what: string;
  rule: string;
  items: number;
  records: number;
  sure: string | null;
  examples: string[];
}

export interface ChangePage {
  change_set: ChangeSummary;
  groups: ChangeGroup[];
  changes: ChangedRow[];
  total: number;
  offset: number;
  rest: string | null;
}

export interface Receipt extends Omit<Figure, "reason"> {
  definition: string;
  definition_version: number;
  formula: string;
  inputs: Record<string, unknown>;
  filters: unknown[];
  period: Record<string, unknown> | null;
  as_of: string;
  exclusions: unknown[];
  caveats: unknown[];
  run: string | null;
  made_at: string;
  behind: { table: string; columns: string[]; rows: (string | null)[][]; total: number } | null;
}

export interface Health {
  workspace: string;
  name: string;
  planner: string;
  as_of: string | null;
  version: string;
}

export interface ImportPlan {
  upload: string;
  table_label: string;
  tables: string[];
  fields: { name: string; label: string }[];
  plan: {
    file: string;
    table: string;
    columns: { column: string; field: string | null; how: string }[];
    sample: Record<string, string>[];
    rows_total: number | null;
    warnings: string[];
    questions: { column: string; question: string; answers: string[] }[];
  };
}

export interface ImportReport {
  table: string;
  read: number;
  added: number;
  changed: number;
  same: number;
  duplicates: number;
  rejected: number;
  batch_id: string;
  rejects: { line: number; column: string; value: string; reason: string }[];
  rejects_path: string | null;
  warnings: string[];
}

export interface UndoReport {
  reversed: { rows: number; fields: number };
  kept: { said: string }[];
  kept_total: number;
  errored: { said: string }[];
  errored_total: number;
}
