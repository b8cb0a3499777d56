// What stands where something is still looked for, or could not be had.
export function Looking({ found, fault }: { found: unknown; fault: string | null }) {
  if (fault) return <p className="fault" role="alert">{fault}</p>;
  if (found === null) return <span className="spinner" role="status" aria-label="Loading" />;
  return null;
}
