// How values are written; the same rules as tools/parts/formats.py.
import type { Table, Value } from "./types";

const WORDY = new Set(["", "text", "date", "artifact"]);

export const isNumeric = (unit: string | undefined): boolean => !WORDY.has(unit ?? "");

export function number(value: Value): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}

export function written(value: Value, unit = "text"): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  const read = isNumeric(unit) ? number(value) : null;
  if (read === null) return String(value);
  if (unit === "rate") return `${plain(read * 100, 1)} %`;
  if (unit === "count") return plain(read, 0);
  if (["days", "hours", "months"].includes(unit)) {
    return `${plain(read, 1)} ${plain(read, 1) === "1" ? unit.slice(0, -1) : unit}`;
  }
  if (unit === "points") return `${plain(read * 100, 2)} points`;
  if (unit === "ratio") return `${plain(read, 2)}x`;
  if (unit.endsWith("/day")) return `${money(read, unit.slice(0, -4))} a day`;
  return /^[A-Z]{3}$/.test(unit) ? money(read, unit) : plain(read, 2);
}

export function plain(value: number, places: number): string {
  return new Intl.NumberFormat("en-US", { maximumFractionDigits: places, signDisplay: "negative" }).format(value);
}

export function money(value: number, currency: string): string {
  const places = Math.abs(value) >= 1000 || Number.isInteger(value) ? 0 : 2;
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(value);
}

export function short(value: number, unit = ""): string {
  const sign = /^[A-Z]{3}$/.test(unit) ? { style: "currency" as const, currency: unit } : {};
  if (unit === "rate") return `${plain(value * 100, 0)} %`;
  return new Intl.NumberFormat("en-US", {
    ...sign,
    notation: "compact",
    maximumFractionDigits: 1,
  }).format(value);
}

// A place that a digest goes to, as people call it: `ops@example.com` of `email:ops@example.com`.
export const address = (destination: string): string => destination.slice(destination.indexOf(":") + 1);

// Hands a file to the browser under a name.
export function saved(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function took(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function when(instant: string): string {
  return new Intl.DateTimeFormat(undefined, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(instant));
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

// A day, or the two ends of a span as the API writes it, in words: 1 Jul 2026 to 20 Aug 2026.
export const days = (given: string): string =>
  given.split("..").map((each) => (/^\d{4}-\d\d-\d\d$/.test(each) ? DAY.format(new Date(each)).replace("Sept", "Sep") : each)).join(" to ");

export const words = (name: string): string => name.replaceAll("_", " ");

export function said(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  if (typeof value === "number") return plain(value, 4);
  if (Array.isArray(value)) return value.map(said).join(", ");
  if (typeof value === "object") {
    const fields = value as Record<string, unknown>;
    if ("field" in fields) {
      return `${words(said(fields.field))} ${words(said(fields.op ?? "is"))} ${said(fields.value)}`;
    }
    return Object.entries(fields)
      .map(([name, each]) => `${words(name)} ${said(each)}`)
      .join(", ");
  }
  return String(value);
}

// A cell that a spreadsheet would run as a formula gets an apostrophe; a plain number does not.
function csvCell(value: Value): string {
  if (value === null) return "";
  const text = String(value);
  const risky = /^[=+\-@\t\r]/.test(text) && number(text) === null;
  return `"${(risky ? `'${text}` : text).replaceAll('"', '""')}"`;
}

export function csv(table: Table): string {
  return [table.columns, ...table.rows].map((row) => row.map(csvCell).join(",")).join("\r\n");
}
