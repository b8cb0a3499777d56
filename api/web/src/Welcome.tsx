// What a new conversation shows: what can be asked, in the words that people use.
const ASKS: [string, string][] = [
  ["Numbers", "What did we win last quarter, by region?"],
  ["Forecast", "What will we land this quarter, and how sure are you?"],
  ["Cleanup", "Find duplicate accounts and merge the safe ones, but show me first"],
  ["Lists", "Build a list of 100 Series B finance companies in the USA"],
  ["Pipeline", "Which open deals are stale or have bogus close dates?"],
  ["Why", "Why did our win rate change from last quarter?"],
];

export function Welcome({ onAsk }: { onAsk: (text: string) => void }) {
  return (
    <div className="welcome">
      <h1>What should we work on?</h1>
      <p>
        Ask in plain words. Every number opens its receipt, nothing changes before you approve it,
        and whatever was applied can be undone.
      </p>
      <div className="asks">
        {ASKS.map(([kind, text]) => (
          <button key={text} type="button" onClick={() => onAsk(text)}>
            <span className="overline">{kind}</span>
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}
