// What is asked of the server about people, keys and settings.
import { asked, sent } from "../door";
import type { Me } from "../signing";
import type { ApiKey, Member, Setting } from "./types";

const of = encodeURIComponent;

export const settings = () => asked<Setting[]>("/v1/settings");
export const members = () => asked<Member[]>("/v1/users");
export const add = (email: string, name: string, role: string) =>
  sent<{ code: string; member: Member }>("/v1/users", { email, name, role });
export const change = (id: string, how: { role?: string; disabled?: boolean }) =>
  sent<Member>(`/v1/users/${of(id)}`, how, "PATCH");
export const invite = (id: string) =>
  sent<{ code: string; member: Member }>(`/v1/users/${of(id)}/invitation`, {});
export const keys = () => asked<ApiKey[]>("/v1/keys");
export const makeKey = (name: string, scopes: string[], days: number) =>
  sent<ApiKey & { key: string }>("/v1/keys", { name, scopes, days });
export const revoke = (id: string) => asked<void>(`/v1/keys/${of(id)}`, { method: "DELETE" });
export const password = (old: string, fresh: string) =>
  sent<Me>("/v1/me/password", { old, new: fresh }, "PUT");
