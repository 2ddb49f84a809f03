import type { Delta } from "@codeagent/client";
import { findTool, type Row, type RunState } from "./run";

/** The state after a piece of text that streams. What the state has already, and what follows a gap, changes nothing. */
export function reduceDelta(state: RunState, delta: Delta): RunState {
  if (state.finished !== undefined) {
    return state;
  }
  if (delta.kind === "output") {
    return reduceOutput(state, delta);
  }
  const index = state.open.findIndex((block) => block.block === delta.block);
  const known = state.open[index]?.text ?? "";
  const isNew = delta.offset <= known.length && delta.offset + delta.text.length > known.length;
  if (!isNew || (index < 0 && isClosed(state, delta.block))) {
    return state;
  }
  const { step, block, kind } = delta;
  const grown = { step, block, kind, text: known + delta.text.slice(known.length - delta.offset) };
  return { ...state, open: index < 0 ? [...state.open, grown] : state.open.with(index, grown) };
}

/** Only of calls that run: the result replaces the output. */
function reduceOutput(state: RunState, delta: Delta): RunState {
  const index = findTool(state, delta.block);
  const row = state.rows[index];
  if (row?.kind !== "tool" || row.result !== undefined) {
    return state;
  }
  const text = (state.output[delta.block] ?? "") + delta.text;
  return { ...state, output: { ...state.output, [delta.block]: text } };
}

/** Whether a block ended in this execution of the run; an earlier execution may have used the same name. */
function isClosed(state: RunState, block: string): boolean {
  for (let i = state.rows.length - 1; i >= 0; i--) {
    const row = state.rows[i] as Row;
    if (row.kind === "restarted" || row.kind === "continued") {
      return false;
    }
    if ((row.kind === "text" || row.kind === "thinking") && row.block === block) {
      return true;
    }
  }
  return false;
}
