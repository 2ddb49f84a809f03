import { create } from "zustand";

const useToast = create<{ text: string }>(() => ({ text: "" }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells a short message for some seconds; screen readers read it. */
export function toast(text: string): void {
  clearTimeout(timer);
  useToast.setState({ text });
  timer = setTimeout(() => useToast.setState({ text: "" }), 5000);
}

export function Toast() {
  const { text } = useToast();
  return (
    <div className="toast" role="status">
      {text}
    </div>
  );
}
