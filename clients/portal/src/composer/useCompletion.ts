import { useRef, useState } from "react";
import { suggest, wordAt, type Suggestion, type Word } from "./suggestions";

interface Completion {
  word: Word | undefined;
  suggestions: Suggestion[];
  selected: number;
}

const NONE: Completion = { word: undefined, suggestions: [], selected: 0 };

/** What completes the word before the caret, and which of it is selected. */
export function useCompletion(project: string | undefined) {
  const [state, setState] = useState<Completion>(NONE);
  const latest = useRef(0);
  const update = (text: string, caret: number): void => {
    const request = ++latest.current;
    const word = wordAt(text, caret);
    if (word === undefined) {
      setState(NONE);
      return;
    }
    void suggest(word, project).then((suggestions) => {
      if (request === latest.current) {
        setState({ word, suggestions, selected: 0 });
      }
    });
  };
  return {
    state,
    update,
    close: () => {
      latest.current++;
      setState(NONE);
    },
    select: (step: 1 | -1) =>
      setState((old) => ({
        ...old,
        selected: (old.selected + step + old.suggestions.length) % old.suggestions.length,
      })),
  };
}
