import { useState, type FormEvent } from "react";
import { logIn, useLogin } from "../../api/login";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import "./login.css";

/** Shown in place of every view to a browser that is not logged in. */
export function Login() {
  const { problem } = useLogin();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void logIn(code);
  };
  return (
    <div className="login">
      <main>
        <p className="row login-logo">
          <Icon name="logo" className="accent" />
          <b>{texts.product}</b>
        </p>
        <h1>{texts.login.title}</h1>
        <p className="text-2">{texts.login.explanation}</p>
        {problem !== "" && (
          <p className="login-problem" role="alert">
            <Icon name="warn" />
            <span>{problem}</span>
          </p>
        )}
        <form onSubmit={submit}>
          <p>{texts.login.how}</p>
          <pre className="code">{texts.login.command}</pre>
          <label className="field-label" htmlFor="code">
            {texts.login.label}
          </label>
          <input
            className="input mono"
            id="code"
            required
            autoComplete="one-time-code"
            spellCheck={false}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <Button type="submit" kind="primary">
            {texts.login.action}
          </Button>
        </form>
      </main>
    </div>
  );
}
