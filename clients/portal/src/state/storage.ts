/** What a browser keeps between visits. Without storage, for example in a private window, nothing is kept. */
export function load(key: string): string | undefined {
  try {
    return localStorage.getItem(`codeagent.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** An empty value removes the entry. */
export function store(key: string, value: string): void {
  try {
    if (value === "") {
      localStorage.removeItem(`codeagent.${key}`);
    } else {
      localStorage.setItem(`codeagent.${key}`, value);
    }
  } catch {
    // The storage is full or switched off; the value lasts as long as the page.
  }
}
