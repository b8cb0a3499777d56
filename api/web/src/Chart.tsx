// Charts drawn by hand as SVG: no library, no outside request, the page's own colours.
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { type Drawing, type Mark, readSpec } from "./chartSpec";
import * as door from "./door";
import { saved, short, written } from "./format";
import { Icon } from "./Icon";
import type { Chart as ChartOf } from "./types";

const HEIGHT = 260;
const PAD = { top: 22, right: 16, bottom: 34, left: 62 };
const COLOURS = 6;

interface Props {
  chart: ChartOf;
  unit: string;
  bare?: boolean;
  onPick?: Pick;
}

// What was picked: the place of a bar, and what of it, when bars of one place stand on each other.
type Pick = ((name: string, series: string) => void) | undefined;

export function Chart({ chart, unit, bare = false, onPick }: Props) {
  const drawing = useMemo(() => readSpec(chart.spec, unit), [chart.spec, unit]);
  if (!drawing) return null;
  return (
    <figure className={bare ? "chart" : "card chart"} aria-label={chart.title}>
      <figcaption className="card-head">
        <h3>{chart.title}</h3>
        {drawing.legend && drawing.series.length > 1 && <Legend series={drawing.series} />}
        <Save chart={chart} />
      </figcaption>
      {drawing.sideways ? (
        <Sideways drawing={drawing} onPick={onPick} />
      ) : (
        <Upright drawing={drawing} title={chart.title} onPick={onPick} />
      )}
    </figure>
  );
}

// The server draws the same specification as a picture for a slide or a message.
function Save({ chart }: { chart: ChartOf }) {
  const [failed, setFailed] = useState(false);
  const save = () => {
    setFailed(false);
    door.picture(chart).then(
      (file) => saved(file, `${chart.title.replace(/[^\w -]+/g, "").slice(0, 80) || "chart"}.png`),
      () => setFailed(true),
    );
  };
  return (
    <button type="button" className="quiet save" onClick={save} aria-label={`Save ${chart.title} as PNG`}>
      <Icon name="down" size={15} /> {failed ? "Failed" : "PNG"}
    </button>
  );
}

function Legend({ series }: { series: string[] }) {
  return (
    <ul className="legend">
      {series.map((name, index) => (
        <li key={name}>
          <i className={`fill c${index % COLOURS}`} /> {name}
        </li>
      ))}
    </ul>
  );
}

// A share among shares that are large is drawn as a part of a hundred: a full bar is all of it.
const LARGE_SHARE = 0.4;

function Sideways({ drawing, onPick }: { drawing: Drawing; onPick: Pick }) {
  const whole = drawing.unit === "rate" && drawing.low === 0 && drawing.high > LARGE_SHARE;
  const span = (whole ? Math.max(1, drawing.high) : drawing.high - drawing.low) || 1;
  return (
    <div className="bars">
      {drawing.marks[0]?.points.map((point, index) => {
        const place = drawing.series.indexOf(point.series) % COLOURS;
        const left = (Math.min(point.y, 0) - drawing.low) / span;
        return (
          <Row key={index} name={point.x} onPick={onPick}>
            <span className="bar-name" title={point.x}>{point.x}</span>
            <span className="bar-track">
              <i className={`fill c${point.y < 0 ? 1 : place}`}
                style={{ marginLeft: `${left * 100}%`, width: `${(Math.abs(point.y) / span) * 100}%` }} />
            </span>
            <span className="bar-value">{written(point.y, drawing.unit || "count")}</span>
          </Row>
        );
      })}
    </div>
  );
}

function Row({ name, onPick, children }: { name: string; onPick: Pick; children: ReactNode }) {
  if (!onPick) return <div className="bar-row">{children}</div>;
  return (
    <button type="button" className="bar-row" onClick={() => onPick(name, "")} title={`${name}: open its receipt`}>
      {children}
    </button>
  );
}

interface Scale {
  x: (name: string) => number;
  y: (value: number) => number;
  band: number;
  floor: number;
  tilted: boolean;
}

function Upright({ drawing, title, onPick }: { drawing: Drawing; title: string; onPick: Pick }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(680);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.max(280, entry.contentRect.width)));
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const ticks = nice(drawing.low, drawing.high);
  const scale = scaled(drawing, width, ticks);
  return (
    <div ref={box} className="chart-box">
      <svg width={width} height={HEIGHT} role={onPick ? "group" : "img"} aria-label={title}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className={tick === 0 ? "zero" : "gridline"} x1={PAD.left} x2={width - PAD.right}
              y1={scale.y(tick)} y2={scale.y(tick)} />
            <text className="axis" x={PAD.left - 10} y={scale.y(tick) + 4} textAnchor="end">
              {short(tick, drawing.unit)}
            </text>
          </g>
        ))}
        {drawing.marks.map((mark, index) => (
          <Drawn key={index} mark={mark} drawing={drawing} scale={scale} onPick={onPick} />
        ))}
        <Names drawing={drawing} scale={scale} />
      </svg>
      {drawing.cut && (
        <p className="axis-note">The axis starts at {short(ticks[0]!, drawing.unit)}, not at zero.</p>
      )}
    </div>
  );
}

interface Shown {
  mark: Mark;
  drawing: Drawing;
  scale: Scale;
  onPick: Pick;
}

function Drawn({ mark, drawing, scale, onPick }: Shown) {
  if (mark.hung) return <Hung mark={mark} drawing={drawing} scale={scale} onPick={onPick} />;
  if (mark.shape === "bar") return <Bars mark={mark} drawing={drawing} scale={scale} onPick={onPick} />;
  if (mark.shape === "rule") return <Spans mark={mark} drawing={drawing} scale={scale} />;
  return drawing.series.map((name, index) => {
    const points = mark.points
      .filter((point) => point.series === name)
      .sort((a, b) => drawing.xs.indexOf(a.x) - drawing.xs.indexOf(b.x));
    if (points.length === 0) return null;
    const at = (value: (p: (typeof points)[number]) => number) =>
      points.map((p) => `${scale.x(p.x)},${scale.y(value(p))}`);
    if (mark.shape === "band") {
      const edge = [...at((p) => p.y), ...at((p) => p.low).reverse()];
      return <polygon key={name} className={`band c${index % COLOURS}`} points={edge.join(" ")} />;
    }
    return (
      <g key={name} className={`stroke c${index % COLOURS}`}>
        <polyline points={at((p) => p.y).join(" ")} />
        {points.map((p) => (
          <circle key={p.x} cx={scale.x(p.x)} cy={scale.y(p.y)} r={points.length > 30 ? 1.5 : 3.5}>
            <title>{`${p.x}: ${written(p.y, drawing.unit || "count")}`}</title>
          </circle>
        ))}
      </g>
    );
  });
}

// What makes a bar a button: it opens the receipt of what it shows.
function picked(onPick: Pick, name: string, series: string) {
  if (!onPick) return {};
  const open = () => onPick(name, series);
  const onKeyDown = (event: { key: string }) => (event.key === "Enter" || event.key === " ") && open();
  return { role: "button", tabIndex: 0, onClick: open, onKeyDown };
}

function Bars({ mark, drawing, scale, onPick }: Shown) {
  const count = mark.stacked ? 1 : drawing.series.length;
  const wide = Math.min(54, (scale.band * 0.72) / count);
  return mark.points.map((point, index) => {
    const place = drawing.series.indexOf(point.series);
    const left = scale.x(point.x) + ((mark.stacked ? 0 : place) - count / 2) * wide;
    const [top, bottom] = [scale.y(Math.max(point.y, point.low)), scale.y(Math.min(point.y, point.low))];
    const said = `${point.x}, ${point.series}: ${written(point.y - point.low, drawing.unit || "count")}`;
    return (
      <g key={index} className={onPick ? "pick" : undefined} aria-label={said} {...picked(onPick, point.x, point.series)}>
        <rect className={`fill c${place % COLOURS}`} x={left + 1} y={top} rx={3}
          width={Math.max(1, wide - 2)} height={Math.max(1, bottom - top)} />
        <title>{said}</title>
      </g>
    );
  });
}

// The bars of a walk: each hangs where the one before it ended.
function Hung({ mark, drawing, scale, onPick }: Shown) {
  const wide = Math.min(64, scale.band * 0.74);
  return mark.points.map((point, index) => {
    const height = point.y - point.low;
    const top = scale.y(Math.max(point.y, point.low));
    const bottom = scale.y(Math.max(scale.floor, Math.min(point.y, point.low)));
    const said = `${point.x}: ${written(height, drawing.unit || "count")}`;
    return (
      <g key={index} className={onPick ? "pick" : undefined} aria-label={said} {...picked(onPick, point.x, "")}>
        {onPick && (
          <rect className="reach" x={scale.x(point.x) - scale.band / 2} y={PAD.top} width={scale.band}
            height={scale.y(scale.floor) - PAD.top} />
        )}
        <rect className={`fill walk-${point.series || "total"}`} x={scale.x(point.x) - wide / 2} y={top} rx={3}
          width={wide} height={Math.max(2, bottom - top)} />
        {scale.band > 46 && (
          <text className="bar-label" x={scale.x(point.x)} y={top - 6} textAnchor="middle">
            {short(height, drawing.unit)}
          </text>
        )}
        <title>{said}</title>
      </g>
    );
  });
}

// From a low to a high end, such as the range of a forecast.
function Spans({ mark, drawing, scale }: { mark: Mark; drawing: Drawing; scale: Scale }) {
  return mark.points.map((point, index) => {
    const [x, top, bottom] = [scale.x(point.x), scale.y(point.low), scale.y(point.y)];
    return (
      <g key={index} className="span">
        <path d={`M${x} ${top}V${bottom}M${x - 7} ${top}h14M${x - 7} ${bottom}h14`} />
        <title>
          {`${point.x}: ${written(point.y, drawing.unit || "count")} to ${written(point.low, drawing.unit || "count")}`}
        </title>
      </g>
    );
  });
}

const BROAD = 7;
const TILTED_AT_MOST = 12;

// How wide the longest name is, about.
const longest = (drawing: Drawing) =>
  Math.min(14, Math.max(...drawing.xs.map((x) => label(x, drawing).length))) * BROAD;

// A few names that find no room side by side are tilted; of many, or of days, some are left out.
function Names({ drawing, scale }: { drawing: Drawing; scale: Scale }) {
  const every = scale.tilted ? 1 : Math.max(1, Math.ceil((longest(drawing) + 10) / scale.band));
  const place = (x: string) =>
    scale.tilted
      ? { transform: `translate(${scale.x(x) + 4} ${scale.y(scale.floor) + 15}) rotate(-40)`, textAnchor: "end" as const }
      : { x: scale.x(x), y: HEIGHT - 12, textAnchor: "middle" as const };
  return drawing.xs.map((x, index) =>
    index % every === 0 ? (
      <text key={x} className="axis" {...place(x)}>
        {label(x, drawing)}
      </text>
    ) : null,
  );
}

function label(x: string, drawing: Drawing): string {
  if (drawing.temporal && /^\d{4}-\d{2}-\d{2}/.test(x)) {
    const day = new Date(`${x.slice(0, 10)}T00:00:00`);
    return new Intl.DateTimeFormat("en", { month: "short", year: "2-digit" }).format(day);
  }
  return x.length > 14 ? `${x.slice(0, 13)}…` : x;
}

function scaled(drawing: Drawing, width: number, ticks: number[]): Scale {
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const inner = width - PAD.left - PAD.right;
  const band = inner / drawing.xs.length;
  const tilted = !drawing.temporal && drawing.xs.length <= TILTED_AT_MOST && longest(drawing) + 4 > band;
  const tall = HEIGHT - PAD.top - (tilted ? longest(drawing) * 0.64 + 26 : PAD.bottom);
  return {
    x: (name) => PAD.left + band * (drawing.xs.indexOf(name) + 0.5),
    y: (value) => PAD.top + tall * (1 - (value - low) / (high - low || 1)),
    band,
    floor: low,
    tilted,
  };
}

// Round steps: 1, 2, 2.5 or 5 times a power of ten, about five of them.
function nice(low: number, high: number): number[] {
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough)!;
  const ticks: number[] = [];
  for (let tick = Math.floor(low / step) * step; tick < high + step; tick += step) {
    ticks.push(Number(tick.toPrecision(12)));
  }
  return ticks;
}
