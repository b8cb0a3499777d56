// The people who may sign in, for admins: added with an invitation, given roles, shut out.
import { type FormEvent, useState } from "react";
import { words } from "../format";
import { Looking } from "../Looking";
import type { Me } from "../signing";
import { told } from "../useChat";
import { useFetched } from "../useFetched";
import * as people from "./people";
import { Secret } from "./Secret";
import type { Member } from "./types";

const ROLES = ["viewer", "rep", "analyst", "ops_manager", "admin"];

export function People({ me }: { me: Me }) {
  const { found, fault, again } = useFetched(people.members, "all");
  const [link, setLink] = useState<{ whom: string; code: string } | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const work = (how: Promise<unknown>) => {
    setTrouble(null);
    how.then(again, (error: unknown) => setTrouble(told(error)));
  };
  const invited = (how: Promise<{ code: string; member: Member }>) =>
    work(how.then((made) => setLink({ whom: made.member.email, code: made.code })));
  return (
    <>
      <Adding onAdd={(email, name, role) => invited(people.add(email, name, role))} />
      {link && (
        <Secret what={`Send ${link.whom} this link. It lets them choose a password, within a week, once.`}
          secret={`${window.location.origin}/#/invited/${encodeURIComponent(link.code)}`} onDone={() => setLink(null)} />
      )}
      {trouble && <p className="fault" role="alert">{trouble}</p>}
      <Looking found={found} fault={fault} />
      {found?.length === 0 && <p className="faint">Nobody has been added yet.</p>}
      <ul className="items">
        {found?.map((each) => (
          <Person key={each.id} member={each} self={each.email === me.email}
            onRole={(role) => work(people.change(each.id, { role }))}
            onDisable={() => work(people.change(each.id, { disabled: !each.disabled_at }))}
            onInvite={() => invited(people.invite(each.id))} />
        ))}
      </ul>
    </>
  );
}

interface PersonProps {
  member: Member;
  self: boolean;
  onRole: (role: string) => void;
  onDisable: () => void;
  onInvite: () => void;
}

function Person({ member, self, onRole, onDisable, onInvite }: PersonProps) {
  const state = member.disabled_at ? "shut out" : member.has_password ? "active" : member.invited ? "invited" : "no password";
  return (
    <li className="item-row">
      <div className="item">
        <span className={state === "active" ? "badge applied" : "badge"}>{state}</span>
        <span className="item-main"><b>{member.name || member.email}</b><span className="faint">{member.email}</span></span>
      </div>
      <select value={member.role} disabled={self} aria-label={`Role of ${member.email}`} onChange={(event) => onRole(event.target.value)}>
        {ROLES.map((role) => <option key={role} value={role}>{words(role)}</option>)}
      </select>
      <button type="button" className="plain" onClick={onInvite}>New link</button>
      <button type="button" className="plain" disabled={self} onClick={onDisable}>{member.disabled_at ? "Let in" : "Shut out"}</button>
    </li>
  );
}

function Adding({ onAdd }: { onAdd: (email: string, name: string, role: string) => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    onAdd(String(typed.get("email")), String(typed.get("name")), String(typed.get("role")));
    event.currentTarget.reset();
  };
  return (
    <section className="panel-form" aria-label="Add somebody">
      <form onSubmit={submit}>
        <label>E-mail<input name="email" type="email" required maxLength={254} /></label>
        <label>Name<input name="name" maxLength={200} /></label>
        <label>
          Role
          <select name="role" defaultValue="analyst">
            {ROLES.map((role) => <option key={role} value={role}>{words(role)}</option>)}
          </select>
        </label>
        <button type="submit" className="primary">Add and invite</button>
      </form>
    </section>
  );
}
