// One's own account, keys and usage; for admins people and what is set.
import { go } from "../route";
import { Segments } from "../Segments";
import type { Me } from "../signing";
import { Account } from "./Account";
import { InForce } from "./InForce";
import { Keys } from "./Keys";
import { People } from "./People";
import { Usage } from "./Usage";

export function Settings({ part, me }: { part: string; me: Me }) {
  const parts: [string, string][] = [["account", "My account"], ["keys", "API keys"], ["usage", "Usage and cost"]];
  if (me.role === "admin") parts.push(["people", "People"], ["all", "Settings in force"]);
  return (
    <div className="page">
      <header className="page-head">
        <h1>Settings</h1>
        <Segments label="Part of the settings" choices={parts} chosen={part} onChoose={(each) => go("settings", each)} />
      </header>
      {part === "account" && <Account me={me} />}
      {part === "keys" && <Keys me={me} />}
      {part === "usage" && <Usage />}
      {part === "people" && <People me={me} />}
      {part === "all" && <InForce />}
    </div>
  );
}
