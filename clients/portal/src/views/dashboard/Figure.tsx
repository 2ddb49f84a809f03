import { lazy, Suspense, useState } from "react";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import type { FigureData } from "./figures";

const Plot = lazy(() => import("./Plot"));

/** A plot with its legend; the same numbers as a table and as a file. */
export function Figure({ className, csv, ...data }: FigureData & { className: string; csv: string }) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section className={`card figure ${className}`} aria-label={data.title}>
      <header>
        <h2 className="grow">{data.title}</h2>
        {data.series.length > 1 && (
          <span className="legend">
            {data.series.map((series) => (
              <span key={series.name}>
                <i className={series.colour} />
                {series.name}
              </span>
            ))}
          </span>
        )}
        <button
          type="button"
          className="button bare compact"
          aria-pressed={asTable}
          aria-label={texts.dashboard.tableOf(data.title)}
          onClick={() => setAsTable(!asTable)}
        >
          {texts.dashboard.table}
        </button>
        <a className="button bare compact" href={csv} download aria-label={texts.dashboard.csvOf(data.title)}>
          <Icon name="download" />
          {texts.dashboard.csv}
        </a>
      </header>
      {asTable ? (
        <Numbers data={data} />
      ) : (
        <Suspense fallback={<div className="plot" />}>
          <Plot data={data} />
        </Suspense>
      )}
    </section>
  );
}

function Numbers({ data }: { data: FigureData }) {
  return (
    <div className="plot-table" tabIndex={0} role="region" aria-label={texts.dashboard.tableOf(data.title)}>
      <table className="table">
        <thead>
          <tr>
            <th>
              <span className="hidden-text">{texts.dashboard.time}</span>
            </th>
            {data.series.map((series) => (
              <th key={series.name} className="right">
                {series.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.labels.map((label, index) => (
            <tr key={index}>
              <td>{label}</td>
              {data.series.map((series) => (
                <td key={series.name} className="right">
                  {data.format(series.values[index] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
