// Where the page is, as the address says it after the #: what is open, and which one of it.
import { useEffect, useState } from "react";

export const PAGES = ["chat", "dashboard", "changes", "schedules", "runs", "knowledge", "settings"] as const;
export type PageName = (typeof PAGES)[number];

export interface Route {
  page: PageName;
  rest: string[];
}

export function read(hash: string): Route {
  const [first = "", ...rest] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  if (first === "c") return { page: "chat", rest };
  const page = PAGES.find((each) => each === first);
  return page ? { page, rest } : { page: "chat", rest: [] };
}

export function path(page: PageName, ...rest: string[]): string {
  const name = page === "chat" ? (rest.length ? "c" : "") : page;
  return `#/${[name, ...rest].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

export const go = (page: PageName, ...rest: string[]): void => {
  window.location.hash = path(page, ...rest);
};

// The same place under another address: going back does not lead to the old one.
export function rename(page: PageName, ...rest: string[]): void {
  window.history.replaceState(null, "", path(page, ...rest));
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => read(window.location.hash));
  useEffect(() => {
    const look = () => setRoute(read(window.location.hash));
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  return route;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
