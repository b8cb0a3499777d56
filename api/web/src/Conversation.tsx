// One conversation: what was asked and answered, and where the next message is written.
import { useEffect, useRef } from "react";
import { Composer } from "./Composer";
import { TurnView } from "./TurnView";
import type { Turn } from "./types";
import { Welcome } from "./Welcome";

interface Props {
  turns: Turn[];
  running: boolean;
  asOf: string | null;
  fault: string | null;
  onAsOf: (day: string | null) => void;
  onAsk: (text: string) => void;
  onStop: () => void;
  onImport: () => void;
  onReceipt: (id: string) => void;
  onBranch: (run: string) => void;
  onDecided: () => void;
}

export function Conversation(props: Props) {
  const { turns, running } = props;
  const newest = useRef<HTMLDivElement>(null);
  const last = turns.at(-1);
  // The newest question comes to the top, so that its answer is read from its beginning.
  useEffect(() => {
    newest.current?.scrollIntoView({ block: "start" });
  }, [last?.key]);
  return (
    <>
      <div className="scroll">
        <div className="thread">
          {props.fault && <p className="fault" role="alert">{props.fault}</p>}
          {turns.length === 0 && <Welcome onAsk={props.onAsk} />}
          {turns.map((turn, index) => (
            <div key={turn.key} ref={turn === last ? newest : undefined}
              className={turn === last && turns.length > 1 ? "newest" : undefined}>
              <TurnView turn={turn} last={index === turns.length - 1} onReceipt={props.onReceipt}
                onAsk={props.onAsk} onDecided={props.onDecided} onBranch={props.onBranch} />
            </div>
          ))}
        </div>
      </div>
      <div className="dock">
        <Composer running={running} asOf={props.asOf} onAsOf={props.onAsOf}
          onAsk={props.onAsk} onStop={props.onStop} onImport={props.onImport} />
      </div>
    </>
  );
}
