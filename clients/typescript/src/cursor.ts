import type { Delta, RunEvent } from "./events.js";

/** After these events the model starts again: open blocks never end, and their names may be reused. */
const RESETTING = ["run.started", "turn.finished", "run.finished"];

/** The position of a client in a run: its last event, and its offset in each open block. */
export class Cursor {
  private readonly offsets = new Map<string, number>();
  private block = "";

  constructor(
    readonly run: string,
    private last: number,
  ) {}

  /** The number of the last event that was delivered. */
  get seq(): number {
    return this.last;
  }

  /** Whether an event is the next one, was delivered before, or follows one that is missing. */
  advance(event: RunEvent): "next" | "duplicate" | "gap" {
    if (event.seq <= this.last) {
      return "duplicate";
    }
    if (event.seq > this.last + 1) {
      return "gap";
    }
    this.last = event.seq;
    if (RESETTING.includes(event.type)) {
      this.offsets.clear();
      this.block = "";
    } else if (event.type === "block.finished") {
      this.offsets.delete(event.block);
      this.block = this.block === event.block ? "" : this.block;
    }
    return "next";
  }

  /** The part of a delta that is new; undefined if nothing is, or if the text before it is missing. */
  newPart(delta: Delta): Delta | undefined {
    if (delta.kind === "output") {
      return delta; // Output of a tool call, which the server does not repeat.
    }
    this.block = delta.block;
    const offset = this.offsets.get(delta.block) ?? 0;
    const overlap = offset - delta.offset;
    if (overlap < 0 || overlap >= delta.text.length) {
      return undefined;
    }
    this.offsets.set(delta.block, delta.offset + delta.text.length);
    return overlap === 0 ? delta : { ...delta, offset, text: delta.text.slice(overlap) };
  }

  /** What /resume sends to the server. */
  toJSON(): Record<string, unknown> {
    const position = { run: this.run, seq: this.last };
    return this.block === ""
      ? position
      : { ...position, block: this.block, offset: this.offsets.get(this.block) ?? 0 };
  }
}
