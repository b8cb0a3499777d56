// Something that the server is asked for when a page opens, and again on demand.
import { useCallback, useEffect, useState } from "react";
import { told } from "./useChat";

export interface Fetched<T> {
  found: T | null;
  fault: string | null;
  again: () => void;
  put: (value: T) => void;
}

export function useFetched<T>(how: () => Promise<T>, key: string): Fetched<T> {
  const [found, put] = useState<T | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let left = false;
    how().then(
      (value) => { if (!left) { put(value); setFault(null); } },
      (error: unknown) => { if (!left) setFault(told(error)); },
    );
    return () => { left = true; };
  }, [key, turn]); // `how` is made anew with each drawing; the key says when it means another thing
  useEffect(() => put(null), [key]);
  const again = useCallback(() => setTurn((old) => old + 1), []);
  return { found, fault, again, put };
}
