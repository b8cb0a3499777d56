// Markdown of playbooks and documents as text nodes: headings, lists, code, emphasis. No link is
// followed and no image is fetched: what others wrote stays words.
import { Fragment, type ReactNode } from "react";

interface Block {
  kind: "heading" | "list" | "numbers" | "code" | "words";
  level: number;
  lines: string[];
}

const BULLET = /^\s*[-*•]\s+/;
const NUMBER = /^\s*\d+[.)]\s+/;

export function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      {blocks(text).map((block, index) => (
        <Fragment key={index}>{drawn(block)}</Fragment>
      ))}
    </div>
  );
}

function drawn({ kind, level, lines }: Block): ReactNode {
  if (kind === "heading") return level <= 2 ? <h3>{inline(lines[0]!)}</h3> : <h4>{inline(lines[0]!)}</h4>;
  if (kind === "code") return <pre className="formula">{lines.join("\n")}</pre>;
  const items = lines.map((line, index) => <li key={index}>{inline(line)}</li>);
  if (kind === "list") return <ul>{items}</ul>;
  if (kind === "numbers") return <ol>{items}</ol>;
  return <p>{inline(lines.join(" "))}</p>;
}

function blocks(text: string): Block[] {
  const found: Block[] = [];
  let fenced = false;
  const add = (kind: Block["kind"], line: string, level = 0, joins = true) => {
    const last = found.at(-1);
    if (joins && last && last.kind === kind) last.lines.push(line);
    else found.push({ kind, level, lines: [line] });
  };
  for (const line of text.split("\n")) {
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.trim().startsWith("```")) {
      if (!fenced) found.push({ kind: "code", level: 0, lines: [] });
      fenced = !fenced;
    } else if (fenced) add("code", line);
    else if (heading) add("heading", heading[2]!, heading[1]!.length, false);
    else if (!line.trim()) found.push({ kind: "words", level: 0, lines: [] });
    else if (BULLET.test(line)) add("list", line.replace(BULLET, ""));
    else if (NUMBER.test(line)) add("numbers", line.replace(NUMBER, ""));
    else if (/^\s+/.test(line) && ["list", "numbers"].includes(found.at(-1)?.kind ?? "")) continued(found, line);
    else add("words", line);
  }
  return found.filter((block) => block.lines.length > 0);
}

// A line that is set in goes on with the item before it.
function continued(found: Block[], line: string): void {
  const lines = found.at(-1)!.lines;
  lines[lines.length - 1] += ` ${line.trim()}`;
}

function inline(text: string): ReactNode[] {
  const bare = text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1");
  return bare.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, index) => {
    if (part.startsWith("**") && part.length > 4) return <strong key={index}>{part.slice(2, -2)}</strong>;
    if (part.startsWith("`") && part.length > 2) return <code key={index}>{part.slice(1, -1)}</code>;
    return <Fragment key={index}>{part}</Fragment>;
  });
}
