// One choice of a few, side by side.
interface Props {
  label: string;
  choices: [string, string][];
  chosen: string;
  onChoose: (value: string) => void;
}

export function Segments({ label, choices, chosen, onChoose }: Props) {
  return (
    <div className="segments" role="group" aria-label={label}>
      {choices.map(([value, name]) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {name}
        </button>
      ))}
    </div>
  );
}
