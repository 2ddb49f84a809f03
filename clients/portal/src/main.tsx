import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { logInByAddress } from "./api/login";
import { App } from "./app/App";
import { startKeys } from "./app/keys";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/shell.css";
import "./styles/text.css";

startKeys();
addEventListener("hashchange", () => {
  if (location.hash.includes("code=")) {
    void logInByAddress();
  }
});
void logInByAddress();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
