// Exchanges the code in the fragment of the address for a cookie. A fragment is never sent to a server.
"use strict";

async function logIn() {
  const status = document.getElementById("status");
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  history.replaceState(null, "", location.pathname);
  try {
    const answer = code === null
      ? await fetch("api/v1/runs?limit=1")
      : await fetch("login", {
          method: "POST",
          headers: {"Content-Type": "application/json"},
          body: JSON.stringify({code}),
        });
    if (answer.ok) {
      status.textContent = "This browser is logged in.";
    } else if (code === null && answer.status === 401) {
      status.textContent = "This browser is not logged in: run `codeagent up` and open the address that it prints.";
    } else {
      status.textContent = (await answer.json()).message;
    }
  } catch (failure) {
    status.textContent = "The server does not answer: " + failure.message;
  }
}

addEventListener("hashchange", () => { if (location.hash !== "") logIn(); });
logIn();
