import { marked, type Token, type Tokens } from "marked";
import { memo, type ReactNode } from "react";
import { texts } from "../texts";
import { Code } from "./Code";
import { visible } from "./visible";

/**
 * Markdown of a model as elements. Nothing becomes HTML by itself: HTML is shown as text, an image as a link, and a link
 * only leads to the web and names its host. While a text grows, only its last block is rendered again.
 */
export function Markdown({ text, streaming = false }: { text: string; streaming?: boolean }) {
  const blocks = marked.lexer(text).filter((token) => token.type !== "space" && token.type !== "def");
  return (
    <div className="markdown">
      {blocks.map((token, index) => (
        <Block key={index} raw={token.raw} token={token} />
      ))}
      {streaming && <span className="caret" aria-hidden="true" />}
    </div>
  );
}

const Block = memo(
  ({ token }: { raw: string; token: Token }) => renderBlock(token),
  (before, after) => before.raw === after.raw && before.token.type === after.token.type,
);

function renderBlock(token: Token): ReactNode {
  switch (token.type) {
    case "heading":
      return renderHeading(token as Tokens.Heading);
    case "paragraph":
      return <p>{renderInline(token.tokens, token.raw)}</p>;
    case "code":
      return <Code text={(token as Tokens.Code).text} language={(token as Tokens.Code).lang ?? ""} />;
    case "blockquote":
      return <blockquote>{renderBlocks(token.tokens)}</blockquote>;
    case "list":
      return renderList(token as Tokens.List);
    case "table":
      return renderTable(token as Tokens.Table);
    case "hr":
      return <hr />;
    case "space":
    case "def":
      return null;
    case "text":
      return <span>{renderInline(token.tokens, textOf(token))}</span>;
    default:
      return <p>{visible(token.raw)}</p>; // HTML and what a newer lexer knows.
  }
}

function renderBlocks(tokens: Token[] | undefined): ReactNode[] {
  return (tokens ?? []).map((token, index) => <Block key={index} raw={token.raw} token={token} />);
}

/** The headings of the page are h1 to h3. */
function renderHeading(token: Tokens.Heading): ReactNode {
  const content = renderInline(token.tokens, token.text);
  return token.depth <= 2 ? <h4>{content}</h4> : <h5>{content}</h5>;
}

function renderList(token: Tokens.List): ReactNode {
  const items = token.items.map((item, index) => (
    <li key={index}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} disabled aria-label={texts.markdown.task} />}
      {renderBlocks(item.tokens.filter((child) => child.type !== "checkbox"))}
    </li>
  ));
  return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>;
}

function renderTable(token: Tokens.Table): ReactNode {
  const cells = (row: Tokens.TableCell[], Cell: "th" | "td"): ReactNode[] =>
    row.map((cell, index) => <Cell key={index}>{renderInline(cell.tokens, cell.text)}</Cell>);
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>{cells(token.header, "th")}</tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <tr key={index}>{cells(row, "td")}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function renderInline(tokens: Token[] | undefined, fallback: string): ReactNode {
  return tokens === undefined ? visible(fallback) : tokens.map(renderSpan);
}

function renderSpan(token: Token, key: number): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong key={key}>{renderInline(token.tokens, textOf(token))}</strong>;
    case "em":
      return <em key={key}>{renderInline(token.tokens, textOf(token))}</em>;
    case "del":
      return <del key={key}>{renderInline(token.tokens, textOf(token))}</del>;
    case "codespan":
      return <code key={key}>{visible(textOf(token))}</code>;
    case "br":
      return <br key={key} />;
    case "link":
      return renderLink(key, (token as Tokens.Link).href, renderInline(token.tokens, textOf(token)), textOf(token));
    case "image": {
      const image = token as Tokens.Image;
      return renderLink(key, image.href, visible(texts.markdown.image(image.text)), image.text);
    }
    case "text":
    case "escape":
      return token.type === "text" && "tokens" in token && token.tokens !== undefined ? (
        <span key={key}>{renderInline(token.tokens, textOf(token))}</span>
      ) : (
        visible(textOf(token))
      );
    default:
      return visible(token.raw);
  }
}

function textOf(token: Token): string {
  return "text" in token && typeof token.text === "string" ? token.text : token.raw;
}

/** A link that does not lead to the web, such as javascript: or a file, stays a text with its address. */
function renderLink(key: number, address: string, content: ReactNode, text: string): ReactNode {
  const host = webHost(address);
  if (host === undefined) {
    return (
      <span key={key}>
        {content} <code>{visible(address)}</code>
      </span>
    );
  }
  return (
    <span key={key}>
      <a className="link" href={address} target="_blank" rel="noopener noreferrer nofollow">
        {content}
      </a>
      {text !== address && text !== host && <span className="muted"> ({host})</span>}
    </span>
  );
}

/** The host in the ASCII form, so that letters of another alphabet do not look like known ones. */
export function webHost(address: string): string | undefined {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.host : undefined;
  } catch {
    return undefined;
  }
}
