// The chart that is on the page: makes it, zooms it by drag, wheel, keys and buttons, and follows size and colours.
import uPlot from "uplot";
import { onThemeChange } from "../style/theme.tsx";
import type { ChartData, JoinedChart } from "./chart-data.ts";
import { columnsOfLines, plotColumns } from "./plot-columns.ts";
import { plotOptions } from "./plot-options.ts";
import { panned, showing, within, zoomed, type Range } from "./zoom.ts";

export interface ChartEvents {
  onRow: (row: number | null) => void;
  /** Whether a part of all is shown. */
  onZoom: (isZoomed: boolean) => void;
}

export interface ChartController {
  /** Both answer what is shown then. */
  zoomBy: (factor: number) => Range;
  panBy: (share: number) => Range;
  showAll: () => void;
  /** Undefined: none. */
  pointAt: (row: number | undefined) => void;
  row: () => number | undefined;
  showLine: (index: number, isShown: boolean) => void;
  destroy: () => void;
}

export interface ChartPlace {
  /** Is given the plot. */
  element: HTMLElement;
  /** Has the keyboard's focus while the wheel zooms. */
  focusElement: HTMLElement;
  height: number;
}

const wheelStep = 1.2;

export function startChart(
  chart: JoinedChart,
  { element, focusElement, height }: ChartPlace,
  { origin, start }: Pick<ChartData, "origin" | "start">,
  events: ChartEvents,
): ChartController {
  const { at } = chart;
  const all: Range =
    at.length > 1
      ? { from: at[0]!, to: at.at(-1)! }
      : { from: (at[0] ?? 0) - 43_200, to: (at[0] ?? 0) + 43_200 };
  // Three rows, so that there is always something to see.
  const least = at.length > 3 ? (3 * (all.to - all.from)) / (at.length - 1) : all.to - all.from;
  const size = () => ({ width: Math.max(200, element.clientWidth), height });
  let pointed: number | undefined;
  const hooks = {
    onRow: (row: number | null) => {
      pointed = row ?? undefined;
      events.onRow(row);
    },
    onRange: () => {
      const range = shown();
      events.onZoom(range.from > all.from || range.to < all.to);
    },
  };
  const origins = origin === undefined ? [] : typeof origin === "number" ? [origin] : origin;
  const plot = new uPlot(plotOptions(chart, size(), hooks, origins), plotColumns(chart), element);
  const columns = columnsOfLines(chart);

  function shown(): Range {
    const { min, max } = plot.scales["x"]!;
    return { from: min ?? all.from, to: max ?? all.to };
  }
  const show = (range: Range) => {
    plot.setScale("x", { min: range.from, max: range.to });
    return range;
  };
  const zoom = (factor: number, around: number) => show(zoomed(shown(), all, { around, factor, least }));
  const middle = () => {
    const { from, to } = shown();
    const point = pointed === undefined ? undefined : at[pointed];
    return point !== undefined && point >= from && point <= to ? point : (from + to) / 2;
  };

  // The wheel scrolls the page, unless the chart was chosen before or Ctrl is held, as a pinch on a touchpad does.
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !focusElement.contains(document.activeElement)) return;
    event.preventDefault();
    const left = event.clientX - plot.over.getBoundingClientRect().left;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
      show(panned(shown(), all, event.deltaX / plot.width));
    else zoom(event.deltaY > 0 ? wheelStep : 1 / wheelStep, plot.posToVal(left, "x"));
  };
  plot.over.addEventListener("wheel", onWheel, { passive: false });
  const endTouch = followTouch(plot);
  const endTheme = onThemeChange(() => plot.redraw(true, true));
  const observer = new ResizeObserver(() => {
    const { width } = size();
    if (width !== plot.width) plot.setSize(size());
  });
  observer.observe(element);
  if (start !== undefined && start < all.to) show(within({ from: start, to: all.to }, all));

  return {
    zoomBy: (factor) => zoom(factor, middle()),
    panBy: (share) => show(panned(shown(), all, share)),
    showAll: () => void show(all),
    pointAt: (row) => {
      if (row === undefined) plot.setCursor({ left: -10, top: -10 });
      else {
        show(showing(shown(), all, at[row]!));
        plot.setCursor({ left: plot.valToPos(at[row]!, "x"), top: plot.over.clientHeight / 2 });
      }
    },
    row: () => pointed,
    showLine: (index, isShown) => {
      const bands = chart.lines[index]!.bands.length;
      for (let column = columns[index]!; column <= columns[index]! + 2 * bands; column += 1)
        plot.setSeries(column, { show: isShown });
    },
    destroy: () => {
      observer.disconnect();
      endTheme();
      endTouch();
      plot.destroy();
    },
  };
}

/** One finger moves the readout; the page still scrolls up and down. */
function followTouch(plot: uPlot): () => void {
  const { over } = plot;
  over.style.touchAction = "pan-y";
  const follow = (event: TouchEvent) => {
    const [touch] = event.touches;
    if (touch === undefined || event.touches.length > 1) return;
    const { left, top } = over.getBoundingClientRect();
    plot.setCursor({ left: touch.clientX - left, top: touch.clientY - top });
  };
  over.addEventListener("touchstart", follow, { passive: true });
  over.addEventListener("touchmove", follow, { passive: true });
  return () => {
    over.removeEventListener("touchstart", follow);
    over.removeEventListener("touchmove", follow);
  };
}
