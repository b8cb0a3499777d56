// The plan as it runs: each step ticks with its tool and its time.
import { useState } from "react";
import { said, took, words } from "./format";
import { Icon } from "./Icon";
import type { Step } from "./types";

export function Plan({ steps, running }: { steps: Step[]; running: boolean }) {
  const [opened, setOpened] = useState(false);
  const shown = running || opened;
  const failed = steps.some((step) => step.status === "failed" || step.status === "refused");
  if (steps.length === 0) return running ? <Thinking /> : null;
  const total = steps.reduce((sum, step) => sum + step.ms, 0);
  return (
    <section className="plan" aria-label="Plan">
      {!running && (
        <button type="button" className="plan-head" aria-expanded={opened}
          onClick={() => setOpened(!opened)}>
          <span className={failed ? "dot bad" : "dot"} aria-hidden="true">
            <Icon name={failed ? "cross" : "check"} size={12} />
          </span>
          {steps.length === 1 ? words(steps[0]!.tool) : `${steps.length} steps`}
          <span className="faint">{took(total)}</span>
          <Icon name="chevron" size={14} />
        </button>
      )}
      {shown && (
        <ol className="steps">
          {steps.map((step) => (
            <StepLine key={step.n} step={step} />
          ))}
        </ol>
      )}
    </section>
  );
}

export function StepLine({ step }: { step: Step }) {
  const given = Object.entries(step.arguments).filter(([, value]) => !empty(value));
  return (
    <li className={`step ${step.status}`}>
      <span className="tick" aria-label={step.status}>
        {step.status === "done" && <Icon name="check" size={12} />}
        {(step.status === "failed" || step.status === "refused") && <Icon name="cross" size={12} />}
      </span>
      <div>
        <div className="step-line">
          <span>{step.title || words(step.tool)}</span>
          {step.title && step.title !== words(step.tool) && <code>{step.tool}</code>}
          {step.ms > 0 && <span className="faint">{took(step.ms)}</span>}
        </div>
        {given.length > 0 && (
          <div className="faint step-given">
            {given.map(([name, value]) => `${words(name)}: ${said(value)}`).join("  ·  ")}
          </div>
        )}
        {step.error?.message && <div className="step-fault">{step.error.message}</div>}
      </div>
    </li>
  );
}

function Thinking() {
  return (
    <div className="thinking" role="status">
      <span className="spinner" aria-hidden="true" /> Reading your request
    </div>
  );
}

function empty(value: unknown): boolean {
  return (
    value === null || value === false || value === "" || (Array.isArray(value) && !value.length)
  );
}
