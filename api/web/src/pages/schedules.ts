// What is asked of the server about schedules.
import { asked, sent } from "../door";
import type { Result, Schedule } from "./types";

const at = (id: string, more = "") => `/v1/schedules/${encodeURIComponent(id)}${more}`;

export const every = async () => (await asked<{ schedules: Schedule[] }>("/v1/schedules")).schedules;
export const one = (id: string) => asked<Schedule>(at(id));
export const change = (id: string, action: "pause" | "resume" | "run") => sent<Schedule>(at(id, `/${action}`), {});
export const end = (id: string) => sent<Result>(at(id, "/cancel"), {});
export const move = (id: string, when: string) => sent<Result>(at(id, "/move"), { when });
export const propose = (ask: string, when: string, tell: string, draftOnly: boolean) =>
  sent<Result>("/v1/schedules", { ask, when, destination: tell || null, draft_only: draftOnly });
