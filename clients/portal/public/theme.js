// Sets the theme before the first paint. A file of its own, because the Content-Security-Policy refuses inline scripts.
"use strict";
try {
  const theme = localStorage.getItem("codeagent.theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Without storage the theme is that of the system.
}
