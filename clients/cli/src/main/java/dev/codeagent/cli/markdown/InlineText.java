package dev.codeagent.cli.markdown;

import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine.Span;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;

/**
 * Collects the text inside a block with its styles. The target of a link is shown after its text, and never hidden behind
 * it: a terminal shows no target before the click.
 */
final class InlineText extends AbstractVisitor {
    private final List<Span> spans = new ArrayList<>();
    private Style style;

    private InlineText(Style style) {
        this.style = style;
    }

    static List<Span> of(Node block, Style style) {
        var text = new InlineText(style);
        text.visitChildren(block);
        return text.spans;
    }

    private void add(Style textStyle, String text) {
        String safe = TerminalSanitizer.sanitize(text);
        if (!safe.isEmpty()) {
            spans.add(new Span(textStyle, safe));
        }
    }

    private void visitStyled(Node node, Style inner) {
        Style outer = style;
        style = inner;
        visitChildren(node);
        style = outer;
    }

    @Override
    public void visit(Text text) {
        add(style, text.getLiteral());
    }

    @Override
    public void visit(Code code) {
        add(Style.CYAN, code.getLiteral());
    }

    @Override
    public void visit(Emphasis emphasis) {
        visitStyled(emphasis, style == Style.PLAIN ? Style.ITALIC : style);
    }

    @Override
    public void visit(StrongEmphasis strong) {
        visitStyled(strong, Style.BOLD);
    }

    @Override
    public void visit(Link link) {
        visitLinked(link, link.getDestination());
    }

    @Override
    public void visit(Image image) {
        visitLinked(image, image.getDestination());
    }

    private void visitLinked(Node node, String destination) {
        int from = spans.size();
        visitStyled(node, Style.UNDERLINE);
        var shown = new StringBuilder();
        spans.subList(from, spans.size()).forEach(span -> shown.append(span.text()));
        if (!isSame(shown.toString(), TerminalSanitizer.sanitize(destination))) {
            add(Style.DIM, (shown.isEmpty() ? "" : " ") + "(" + destination.replace(' ', '+') + ")");
        }
    }

    private static boolean isSame(String shown, String destination) {
        return shown.equals(destination) || ("mailto:" + shown).equals(destination);
    }

    @Override
    public void visit(HtmlInline html) {
        add(style, html.getLiteral());
    }

    @Override
    public void visit(SoftLineBreak lineBreak) {
        add(style, " ");
    }

    @Override
    public void visit(HardLineBreak lineBreak) {
        spans.add(new Span(style, "\n"));
    }
}
