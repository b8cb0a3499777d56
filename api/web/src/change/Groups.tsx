// The groups of a large change set: what each rule proposes, with samples; each opens to its rows.
import { useState } from "react";
import * as door from "../door";
import { plain } from "../format";
import { Icon } from "../Icon";
import type { ChangedRow, ChangeGroup } from "../types";
import { told } from "../useChat";
import { type Choice, Rows, visible } from "./Rows";

const PAGE = 20;

interface Props {
  id: string;
  groups: ChangeGroup[];
  choice: Choice | null;
  gone: Set<number>;
  onTurnGroup: (number: number) => void;
  onApproveGroup: ((number: number) => void) | null;
  onUndoGroup: ((number: number) => void) | null;
}

export function Groups({ groups, ...rest }: Props) {
  return (
    <ul className="groups" aria-label="Groups of changes">
      {groups.map((group) => (
        <Group key={group.number} group={group} {...rest} />
      ))}
    </ul>
  );
}

interface GroupProps extends Omit<Props, "groups"> {
  group: ChangeGroup;
}

function Group({ id, group, choice, gone, onTurnGroup, onApproveGroup, onUndoGroup }: GroupProps) {
  const [rows, setRows] = useState<ChangedRow[]>([]);
  const [total, setTotal] = useState(0);
  const [opened, setOpened] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const out = gone.has(group.number);
  const more = async (from: number) => {
    try {
      const page = await door.changeSet(id, from, from ? 100 : PAGE, group.number);
      setRows((old) => (from ? [...old, ...page.changes] : page.changes));
      setTotal(page.total);
    } catch (error) {
      setFault(told(error));
    }
  };
  const turn = () => {
    if (!opened && rows.length === 0) void more(0);
    setOpened(!opened);
  };
  const name = `${group.what}, ${group.rule || "no rule"}`;
  return (
    <li className={out ? "group out" : "group"}>
      <div className="group-head">
        {choice && (
          <input type="checkbox" checked={!out} onChange={() => onTurnGroup(group.number)}
            aria-label={`Take group ${group.number}: ${name}`} />
        )}
        <button type="button" className="group-name" aria-expanded={opened} onClick={turn}>
          <Icon name="chevron" size={14} />
          <span>
            <b>{group.what}</b>
            {group.rule && <span className="faint"> {group.rule}</span>}
            <span className="group-samples faint">{group.examples.map(visible).join("; ")}</span>
          </span>
        </button>
        <span className="group-count">
          <b>{plain(group.items, 0)}</b>
          {group.records !== group.items && <span className="faint"> · {plain(group.records, 0)} records</span>}
          {group.sure && <span className="faint"> · {group.sure} sure</span>}
        </span>
        {onApproveGroup && !out && (
          <button type="button" className="quiet" onClick={() => onApproveGroup(group.number)}
            aria-label={`Approve only group ${group.number}: ${name}`}>
            <Icon name="check" size={14} /> Approve these
          </button>
        )}
        {onUndoGroup && (
          <button type="button" className="quiet" onClick={() => onUndoGroup(group.number)}
            aria-label={`Undo group ${group.number}: ${name}`}>
            <Icon name="undo" size={14} /> Undo
          </button>
        )}
      </div>
      {fault && <p className="fault" role="alert">{fault}</p>}
      {opened && rows.length > 0 && (
        <Rows rows={rows} total={total} choice={out ? null : choice} onMore={() => more(rows.length)} />
      )}
    </li>
  );
}
