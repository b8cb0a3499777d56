// What is asked of the server about what was used.
import { asked } from "../door";

export type By = "day" | "person" | "planner";

export interface Used {
  day: string | null;
  person: string | null;
  name: string | null;
  planner: string | null;
  runs: number;
  answered: number;
  needs_approval: number;
  needs_answer: number;
  refused: number;
  failed: number;
  tool_calls: number;
  model_calls: number;
  input_tokens: number;
  output_tokens: number;
  cost: number | null;
  unpriced_runs: number;
  untold_runs: number;
}

export interface Usage {
  since: string;
  until: string;
  currency: string;
  whose: "everybody" | "yours";
  total: Used;
  rows: Used[];
  limits: { name: string; used: number; limit: number | null; resets_at: string }[];
}

export const usage = (by: By, since: string) =>
  asked<Usage>(`/v1/usage?by=${by}${since ? `&since=${since}` : ""}`);
