// The pages beside the conversation, by the name that the address gives.
import { Approvals } from "../Approvals";
import { Dashboard } from "../Dashboard";
import type { PageName, Route } from "../route";
import type { Me } from "../signing";
import { Knowledge } from "./Knowledge";
import { Runs } from "./Runs";
import { Schedules } from "./Schedules";
import { Settings } from "./Settings";

export const TITLES: Partial<Record<PageName, string>> = {
  dashboard: "Dashboard",
  changes: "Approvals",
  schedules: "Schedules",
  runs: "Runs and audit",
  knowledge: "Playbooks and documents",
  settings: "Settings",
};

interface Props {
  route: Route;
  me: Me;
  asOf: string | null;
  onReceipt: (id: string) => void;
  onAsk: (text: string) => void;
  onDecided: () => void;
}

export function Pages({ route, me, asOf, onReceipt, onAsk, onDecided }: Props) {
  switch (route.page) {
    case "dashboard":
      return <Dashboard asOf={asOf} onReceipt={onReceipt} onAsk={onAsk} />;
    case "changes":
      return <Approvals chosen={route.rest[0] ?? null} onDecided={onDecided} />;
    case "schedules":
      return <Schedules chosen={route.rest[0] ?? null} onDecided={onDecided} />;
    case "runs":
      return <Runs rest={route.rest} me={me} onReceipt={onReceipt} onDecided={onDecided} />;
    case "knowledge":
      return <Knowledge rest={route.rest} />;
    case "settings":
      return <Settings part={route.rest[0] ?? "account"} me={me} />;
    default:
      return null;
  }
}
