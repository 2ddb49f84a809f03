import { useEffect, useId, useRef, type ReactNode } from "react";

/** A modal dialog. The browser keeps the focus inside, closes it with Escape, and returns the focus to its opener. */
export function Dialog({
  title,
  titleHidden = false,
  className,
  onClose,
  children,
}: {
  title: string;
  titleHidden?: boolean;
  className?: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const opener = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // What the dialog did may have removed its opener; the keyboard goes on in the page then.
      const target = opener instanceof HTMLElement && opener.isConnected ? opener : document.getElementById("main");
      target?.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={className}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) {
          onClose(); // The backdrop.
        }
      }}
    >
      {titleHidden ? (
        <h2 id={heading} className="hidden-text">
          {title}
        </h2>
      ) : (
        <div className="card-head">
          <h2 id={heading}>{title}</h2>
        </div>
      )}
      {children}
    </dialog>
  );
}
