import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, type ReactElement, type Ref } from "react";
import { VList, type VListHandle } from "virtua";

export type ListHandle = Pick<VListHandle, "scrollToIndex">;

/** Further than this from the end, a reader does not want to follow. */
const END_PIXELS = 40;

/** A scroll that follows no input within this time is the list's own, which measures its rows. */
const INPUT_MILLIS = 1_000;

/**
 * A list that renders only the rows in view. With follow it stays at its end while rows are added or grow, but only as long
 * as the reader is there; onAtEnd tells when that changes.
 */
export function VirtualList({
  children,
  follow = false,
  handle,
  className,
  label,
  role,
  onAtEnd,
}: {
  children: ReactElement[];
  follow?: boolean;
  handle?: Ref<ListHandle>;
  className?: string;
  label?: string;
  role?: "log" | "list" | "feed" | "tree";
  onAtEnd?: (atEnd: boolean) => void;
}) {
  const own = useRef<VListHandle>(null);
  const atEnd = useRef(true);
  const lastOffset = useRef(0);
  const lastInput = useRef(-INPUT_MILLIS);
  const noteInput = (): void => {
    lastInput.current = performance.now();
  };
  const tellAtEnd = (now: boolean): void => {
    if (now !== atEnd.current) {
      atEnd.current = now;
      onAtEnd?.(now);
    }
  };
  const box = useRef<HTMLDivElement>(null);
  const stay = useCallback((): void => {
    const scroller = box.current?.firstElementChild;
    if (follow && atEnd.current && scroller) {
      scroller.scrollTop = scroller.scrollHeight;
    }
  }, [follow]);
  useLayoutEffect(stay);
  useImperativeHandle(handle, () => ({
    scrollToIndex: (index, options) => {
      tellAtEnd(index === children.length - 1 && options?.align === "end");
      own.current?.scrollToIndex(index, options);
    },
  }));
  // Rows get their height after they are rendered, and grow while their text is streamed.
  useEffect(() => {
    const content = box.current?.firstElementChild?.firstElementChild;
    const observer = new ResizeObserver(stay);
    if (content) observer.observe(content);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [stay]);
  return (
    <div
      ref={box}
      className={`virtual-list ${className ?? ""}`}
      onWheel={noteInput}
      onTouchMove={noteInput}
      onKeyDown={noteInput}
      onPointerDown={noteInput}
      onPointerMove={noteInput}
    >
      <VList
        ref={own}
        role={role}
        aria-label={label}
        aria-live={role === "log" ? "off" : undefined}
        tabIndex={0}
        onScroll={(offset) => {
          const list = own.current;
          if (list === null) return;
          const isAtEnd = offset + list.viewportSize >= list.scrollSize - END_PIXELS;
          // Rows that grow or are measured move the end away from a reader who did not move; only going up leaves it.
          const wentUp = offset < lastOffset.current && performance.now() - lastInput.current < INPUT_MILLIS;
          const now = isAtEnd || (atEnd.current && !wentUp);
          lastOffset.current = offset;
          tellAtEnd(now);
        }}
      >
        {children}
      </VList>
    </div>
  );
}
