import { texts } from "../texts";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** A time of day, such as 07:38. */
export function time(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? "" : clock.format(date);
}

/** How long ago, in the largest unit that fits: "38 min ago". After a week it is the day. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - new Date(iso).getTime()) / 1000);
  if (Number.isNaN(seconds)) return "";
  if (seconds < 45) return "now";
  if (seconds < 3570) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  if (seconds < 7 * 86_400) return `${Math.round(seconds / 86_400)} d ago`;
  return day.format(new Date(iso));
}

/** How long until a time: "23 h 59 min". */
export function until(iso: string, now = Date.now()): string {
  return duration(Math.max(60_000, Math.floor((new Date(iso).getTime() - now) / 60_000) * 60_000));
}

/** A duration: "71 ms", "2.2 s", "19 s", "2 min 41 s", "1 h 3 min". */
export function duration(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`;
  if (millis < 9_950) return `${(millis / 1000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A number of tokens: 940, 8.1k, 1.2M. */
export function tokens(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${(count / 1000).toFixed(1)} kB`;
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

/** A price; undefined or empty is "no price", never $0. Small prices keep two significant digits. */
export function price(usd: number | string | undefined): string {
  if (usd === undefined || usd === "") return texts.run.noPrice;
  const value = Number(usd);
  return value === 0 || value >= 0.01 ? `$${value.toFixed(2)}` : `$${value.toPrecision(2)}`;
}

/** The first words of the request of a task; the id of its plan is for programs. */
const TASK = /^(Task \d+) of plan \S+:(.*)$/;

/** The first line of a prompt, as a title. */
export function title(prompt: string): string {
  const first = prompt.split("\n").find((part) => part.trim() !== "")?.trim() ?? texts.run.untitled;
  const line = first.replace(TASK, (_, task: string, text: string) => `${task}:${text.replace(/\*\*|__|`/g, "")}`);
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}
