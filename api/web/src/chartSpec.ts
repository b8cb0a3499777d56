// Reads the part of Vega-Lite that the tools write: bars, lines, areas and bands, over one x and one y.
import { number } from "./format";

type Json = Record<string, unknown>;

export interface Mark {
  shape: "bar" | "line" | "band" | "rule";
  stacked: boolean;
  hung: boolean;
  points: { x: string; y: number; low: number; series: string }[];
}

export interface Drawing {
  sideways: boolean;
  xs: string[];
  series: string[];
  marks: Mark[];
  low: number;
  high: number;
  unit: string;
  yTitle: string;
  temporal: boolean;
  legend: boolean;
  cut: boolean;
}

const SHAPES: Record<string, Mark["shape"]> = {
  bar: "bar",
  line: "line",
  trail: "line",
  point: "line",
  area: "band",
  errorband: "band",
  rule: "rule",
};

export function readSpec(spec: Json, hint: string): Drawing | null {
  const layers = (Array.isArray(spec.layer) ? spec.layer : [spec]) as Json[];
  const marks = layers.map((layer) => readLayer(spec, layer)).filter((mark) => mark !== null);
  const points = marks.flatMap((mark) => mark.points);
  if (points.length === 0) return null;
  const first = { ...channels(spec), ...channels(layers[0]!) };
  const sideways = type(first.x) === "quantitative" && type(first.y) !== "quantitative";
  const category = sideways ? first.y : first.x;
  const measure = sideways ? first.x : first.y;
  const edges = points.flatMap((point) => [point.y, point.low]);
  const floor = number(((measure?.scale as Json | undefined)?.domainMin ?? null) as never);
  return {
    sideways,
    xs: inOrder(points.map((point) => point.x), category),
    series: [...new Set(marks.filter((m) => m.shape !== "rule").flatMap((m) => m.points.map((p) => p.series)))],
    marks,
    low: floor ?? Math.min(0, ...edges),
    high: Math.max(0, ...edges),
    unit: unitOf(spec, measure) || hint,
    yTitle: title(measure),
    temporal: type(category) === "temporal",
    legend: first.color?.legend !== null,
    cut: floor !== null && floor > 0,
  };
}

function readLayer(spec: Json, layer: Json): Mark | null {
  const encoding = { ...channels(spec), ...channels(layer) };
  const given = layer.mark ?? spec.mark;
  const shape = SHAPES[typeof given === "string" ? given : String((given as Json | null)?.type)];
  const rows = values(layer) ?? values(spec);
  if (!shape || !rows || !encoding.x || !encoding.y) return null;
  const sideways = type(encoding.x) === "quantitative" && type(encoding.y) !== "quantitative";
  const [along, up] = sideways ? [encoding.y, encoding.x] : [encoding.x, encoding.y];
  const to = field(sideways ? encoding.x2 : encoding.y2);
  const colour = field(encoding.color);
  const points = rows.flatMap((row) => {
    const y = number(row[field(up)] as never);
    if (y === null) return [];
    const low = to ? (number(row[to] as never) ?? 0) : 0;
    const series = colour ? String(row[colour] ?? "") : title(up);
    return [{ x: String(row[field(along)] ?? ""), y, low, series }];
  });
  const hung = shape === "bar" && to !== "";
  const stacked = shape === "bar" && colour !== "" && !encoding.xOffset && !sideways && !hung;
  return { shape, stacked, hung, points: stacked ? piled(points) : points };
}

// Bars of one place stand on each other, as Vega-Lite has them unless it is told otherwise.
function piled(points: Mark["points"]): Mark["points"] {
  const tops = new Map<string, number>();
  return points.map((point) => {
    const low = tops.get(point.x) ?? 0;
    tops.set(point.x, low + point.y);
    return { ...point, low, y: low + point.y };
  });
}

// A sort given as a list, or by the value, is kept; otherwise the rows' own order.
function inOrder(names: string[], channel: Json | undefined): string[] {
  const distinct = [...new Set(names)];
  if (Array.isArray(channel?.sort)) {
    const listed = (channel.sort as unknown[]).map(String);
    return [...listed.filter((x) => distinct.includes(x)), ...distinct.filter((x) => !listed.includes(x))];
  }
  return type(channel) === "temporal" ? distinct.sort() : distinct;
}

const channels = (spec: Json): Record<string, Json | undefined> =>
  (spec.encoding as Record<string, Json> | undefined) ?? {};
const field = (channel: Json | undefined): string => String(channel?.field ?? "");
const type = (channel: Json | undefined): string => String(channel?.type ?? "nominal");

function title(channel: Json | undefined): string {
  const axis = (channel?.axis as Json | null | undefined)?.title;
  return String(axis ?? channel?.title ?? field(channel)).replaceAll("_", " ");
}

function values(spec: Json): Json[] | null {
  const found = (spec.data as Json | undefined)?.values;
  return Array.isArray(found) ? (found as Json[]) : null;
}

function unitOf(spec: Json, channel: Json | undefined): string {
  const unit = (spec.usermeta as Json | undefined)?.unit;
  if (typeof unit === "string") return unit;
  if (/^[A-Z]{3}$/.test(title(channel))) return title(channel);
  const format = String((channel?.axis as Json | null | undefined)?.format ?? channel?.format ?? "");
  if (format.includes("%")) return "rate";
  return format.includes("$") ? "USD" : "";
}
