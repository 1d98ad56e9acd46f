// The forecast in each format, the input, and the report: what one takes along.
import type { ForecastSummary } from "../../../../console/contract/forecasts.ts";
import type { ResultFormat } from "../../../../console/contract.ts";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";

const formats: { format: ResultFormat; name: string }[] = [
  { format: "csv", name: "CSV" },
  { format: "xlsx", name: "Excel" },
  { format: "parquet", name: "Parquet" },
  { format: "json", name: "JSON" },
  { format: "ndjson", name: "JSON, a line each" },
];

export function Downloads({ summary, path }: { summary: ForecastSummary; path: string }) {
  const { error, format: own, series, hasInput } = summary;
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const element = box.current;
      if (element === null || !element.open) return;
      const isInside = element.contains(event.target as Node);
      if (event instanceof KeyboardEvent ? event.key !== "Escape" : isInside) return;
      element.open = false;
      // What had the focus is hidden now.
      if (isInside) element.querySelector("summary")!.focus();
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, []);
  const hasReport = error !== undefined || (series !== undefined && series.fellBack + series.left > 0);
  return (
    <details ref={box} class="menu">
      <summary class="button plain">
        <Icon name="download" />
        <span>Download</span>
      </summary>
      <ul>
        {error === undefined && (
          <>
            <li>
              <a href={`${path}/result`} download>
                Forecast, as the service wrote it{own === undefined ? "" : ` (${own})`}
              </a>
            </li>
            {formats
              .filter(({ format }) => format !== own)
              .map(({ format, name }) => (
                <li key={format}>
                  <a href={`${path}/result?format=${format}`} download>
                    Forecast as {name}
                  </a>
                </li>
              ))}
          </>
        )}
        {hasReport && (
          <li>
            <a href={`${path}/report`} download>
              Report on what failed
            </a>
          </li>
        )}
        {hasInput && (
          <li>
            <a href={`${path}/input`} download>
              Input, as it was sent
            </a>
          </li>
        )}
      </ul>
    </details>
  );
}
