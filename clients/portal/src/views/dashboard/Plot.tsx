import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "../../app/theme";
import { texts } from "../../texts";
import type { FigureData } from "./figures";

const HEIGHT = 190;
const GAP = 0.36;

/** Bars lie on one another: each series is drawn with those below it, the highest first. */
function heightsOf(data: FigureData): number[][] {
  if (data.kind === "lines") {
    return data.series.map((series) => series.values);
  }
  const sums: number[][] = [];
  data.series.forEach((series, index) => {
    const below = sums[index - 1];
    sums.push(series.values.map((value, at) => value + (below?.[at] ?? 0)));
  });
  return sums.reverse();
}

function optionsOf(data: FigureData, width: number, onCursor: (index: number | undefined) => void): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const body = getComputedStyle(document.body);
  const colour = (name: string): string => resolve(style.getPropertyValue(`--${name}`).trim());
  const bars = uPlot.paths.bars?.({ size: [1 - GAP, 60], align: 0 });
  const series = data.kind === "bars" ? data.series.toReversed() : data.series;
  const axis = {
    stroke: colour("text-3"),
    font: `12px ${body.fontFamily}`,
    ticks: { show: false },
    grid: { stroke: colour("line"), width: 1 },
  };
  return {
    width,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { show: data.kind === "lines" } },
    scales: {
      x: { time: false, range: () => [-0.5, data.labels.length - 0.5] },
      y: { range: (_, __, max) => [0, max <= 0 ? 1 : max * 1.06] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: () => splits(data.labels.length, width),
        values: (_, at) => at.map((index) => data.labels[index] ?? ""),
        size: 28,
      },
      { ...axis, size: 62, values: (_, at) => at.map((value) => data.format(value)) },
    ],
    series: [
      {},
      ...series.map(
        (one): uPlot.Series => ({
          label: one.name,
          stroke: colour(one.colour),
          width: data.kind === "bars" ? 0 : 2,
          points: { show: data.kind === "lines" && data.labels.length < 3 },
          ...(data.kind === "bars" ? { fill: colour(one.colour), paths: bars as uPlot.Series.PathBuilder } : {}),
        }),
      ),
    ],
    hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? undefined)] },
  };
}

/** As many labels as have room. */
function splits(count: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(2, Math.floor((width - 62) / 60))));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** A canvas takes no light-dark(); the browser resolves it for an element. */
function resolve(value: string): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Counts changes of the colours: those of this page, and those of the system. */
function useColourChanges(): string {
  const { theme } = useTheme();
  const [dark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const change = (): void => setDark(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return `${theme} ${dark}`;
}

/** A plot on a canvas. The pointer or the arrow keys choose a place, whose numbers are told in a line above it. */
export default function Plot({ data }: { data: FigureData }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [index, setIndex] = useState<number>();
  const colours = useColourChanges();
  const content = JSON.stringify([data.labels, data.series]);
  useEffect(() => {
    const target = box.current;
    if (target === null) return undefined;
    const values: uPlot.AlignedData = [data.labels.map((_, at) => at), ...heightsOf(data)];
    const made = new uPlot(optionsOf(data, target.clientWidth, setIndex), values, target);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: target.clientWidth, height: HEIGHT }));
    observer.observe(target);
    return () => {
      observer.disconnect();
      made.destroy();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- content stands for data
  }, [content, colours]);
  const move = (event: KeyboardEvent): void => {
    const last = data.labels.length - 1;
    const from = index ?? (event.key === "ArrowLeft" ? last + 1 : -1);
    const targets: Record<string, number> = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last };
    const to = targets[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const at = Math.max(0, Math.min(last, to));
    setIndex(at);
    plot.current?.setCursor({ left: plot.current.valToPos(at, "x"), top: 10 });
  };
  return (
    <div
      className="plot"
      tabIndex={0}
      role="group"
      aria-label={texts.dashboard.plot(data.title)}
      onKeyDown={move}
      onBlur={() => setIndex(undefined)}
    >
      <p className="readout number" role="status">
        {index !== undefined && data.labels[index] !== undefined && (
          <>
            <b>{data.labels[index]}</b>{" "}
            {data.series.map((series) => `${series.name} ${data.format(series.values[index] ?? 0)}`).join(" · ")}
          </>
        )}
      </p>
      <div ref={box} />
    </div>
  );
}
