import { Graph as Layout, layout } from "@dagrejs/dagre";
import { texts } from "../../texts";
import { visible } from "../../ui/visible";
import { columnOf } from "./Board";
import type { Entry } from "./TaskCard";

const WIDTH = 190;
const HEIGHT = 52;
const MAX_TITLE = 26;

interface Point {
  x: number;
  y: number;
}

function arrange(entries: readonly Entry[]): { width: number; height: number; nodes: Map<number, Point>; edges: Point[][] } {
  const graph = new Layout();
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 46, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { task } of entries) {
    graph.setNode(String(task.number), { width: WIDTH, height: HEIGHT });
    for (const other of task.after) graph.setEdge(String(other), String(task.number));
  }
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: size.width ?? WIDTH,
    height: size.height ?? HEIGHT,
    nodes: new Map(entries.map(({ task }) => [task.number, graph.node(String(task.number)) as Point])),
    edges: graph.edges().map((edge) => (graph.edge(edge) as { points: Point[] }).points),
  };
}

/** A drawing; the same dependencies stand at the tasks of board and list. */
export default function GraphDrawing({ entries }: { entries: readonly Entry[] }) {
  const { width, height, nodes, edges } = arrange(entries);
  const told = entries.map(({ task }) => texts.plan.node(task.number, visible(task.title), task.after.join(", "))).join(". ");
  return (
    <div className="graph" tabIndex={0} role="region" aria-label={texts.plan.graph}>
      <svg width={width} height={height} role="img" aria-label={told}>
        {edges.map((points, index) => (
          <path key={index} className="graph-edge" d={`M${points.map(({ x, y }) => `${x} ${y}`).join("L")}`} />
        ))}
        {edges.map((points, index) => {
          const end = points.at(-1) as Point;
          return <path key={index} className="graph-end" d={`M${end.x - 7} ${end.y - 4}L${end.x} ${end.y}L${end.x - 7} ${end.y + 4}z`} />;
        })}
        {entries.map((entry) => {
          const at = nodes.get(entry.task.number) as Point;
          const title = visible(entry.task.title);
          const column = columnOf(entry);
          return (
            <g key={entry.task.number} transform={`translate(${at.x - WIDTH / 2} ${at.y - HEIGHT / 2})`}>
              <rect className={`graph-node ${column}`} width={WIDTH} height={HEIGHT} rx="6" />
              <text x="10" y="21">
                {entry.task.number}. {title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1)}…` : title}
              </text>
              <text x="10" y="40" className="graph-state">
                {texts.plan.columns[column]}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
