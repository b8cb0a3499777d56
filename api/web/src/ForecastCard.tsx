// The forecast: its figure, the range it lies in, what is won and the quota, and past quarters.
import { Chart } from "./Chart";
import { DataTable } from "./DataTable";
import { short } from "./format";
import { named } from "./KeyFigure";
import type { Figure, Section } from "./types";

interface Props {
  section: Section;
  onReceipt: (id: string) => void;
}

export function ForecastCard({ section, onReceipt }: Props) {
  const of = (metric: string) => named(section.figures, metric);
  const [point, low, high] = [of("forecast"), of("forecast_low"), of("forecast_high")];
  const past = section.tables.find((each) => each.name === "back_test");
  const facts = ["forecast_won", "forecast_from_open", "forecast_from_new", "forecast_quota", "forecast_quota_chance",
    "forecast_past_error"].map(of).filter((each) => each !== undefined);
  // What is still to come opens the forecast of its quarter, what is won the wins.
  const open = (period: string, series: string) => {
    const labels = [`Forecast for ${period}`, `Won in ${period}`];
    const behind = (series === "won" ? labels.reverse() : labels)
      .map((label) => section.figures.find((each) => each.label === label));
    const figure = behind.find((each) => each !== undefined);
    if (figure) onReceipt(figure.id);
  };
  return (
    <div className="forecast">
      <div>
        {!point && section.said[0] && <p className="panel-said">{section.said[0]}</p>}
        {point && (
          <button type="button" className="forecast-value" onClick={() => onReceipt(point.id)}
            title={`${point.label}: open its receipt`}>
            {point.text}
          </button>
        )}
        {low && high && point && (
          <Range low={low} point={point} high={high} won={of("forecast_won")} quota={of("forecast_quota")}
            onReceipt={onReceipt} />
        )}
        <ul className="forecast-facts">
          {facts.map((each) => (
            <li key={each.id}>
              <span>{each.label}</span>
              <button type="button" onClick={() => onReceipt(each.id)} title={`${each.label}: open its receipt`}>
                {each.text}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div>
        {section.charts.map((chart) => (
          <Chart key={chart.title} chart={chart} unit={point?.unit ?? ""} bare onPick={open} />
        ))}
      </div>
      {past && <DataTable table={past} few={6} />}
    </div>
  );
}

interface RangeProps {
  low: Figure;
  point: Figure;
  high: Figure;
  won: Figure | undefined;
  quota: Figure | undefined;
  onReceipt: (id: string) => void;
}

function Range({ low, point, high, won, quota, onReceipt }: RangeProps) {
  const [a, b] = [Number(low.value), Number(high.value)];
  const most = Math.max(b, Number(quota?.value ?? 0)) * 1.04 || 1;
  const at = (value: number) => `${(Math.max(0, value) / most) * 100}%`;
  return (
    <div className="range">
      <div className="range-track" role="img"
        aria-label={`Between ${low.text} and ${high.text}, four times in five`}>
        {won?.value != null && <i className="range-won" style={{ width: at(Number(won.value)) }} />}
        <i className="range-span" style={{ left: at(a), width: `calc(${at(b)} - ${at(a)})` }} />
        <i className="range-point" style={{ left: at(Number(point.value)) }} />
        {quota?.value != null && <i className="range-quota" style={{ left: at(Number(quota.value)) }} />}
      </div>
      <p className="range-ends">
        <span>four times in five between</span>
        {[low, high].map((each, index) => (
          <span key={each.id}>
            {index === 1 && "and "}
            <button type="button" className="number" onClick={() => onReceipt(each.id)}
              title={`${each.label}: open its receipt`}>
              {short(Number(each.value), each.unit)}
            </button>
          </span>
        ))}
      </p>
    </div>
  );
}
