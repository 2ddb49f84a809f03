package dev.codeagent.cli.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.terminal.DisplayWidth;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownStreamTest {

    private static List<StyledLine> stream(String text, int chunk, int columns) {
        var stream = new MarkdownStream();
        var lines = new ArrayList<StyledLine>();
        for (int i = 0; i < text.length(); i += chunk) {
            lines.addAll(stream.append(text.substring(i, Math.min(text.length(), i + chunk)), columns));
            stream.pending(columns);
        }
        lines.addAll(stream.finish(columns));
        return lines;
    }

    private static String text(List<StyledLine> lines) {
        return lines.stream().map(StyledLine::text).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String resource(String name) throws IOException {
        try (var in = MarkdownStreamTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 140})
    void isWrappedAtTheWidthOfTheTerminal(int columns) throws IOException {
        List<StyledLine> lines = stream(resource("sample.md"), 10_000, columns);

        assertThat(text(lines)).isEqualTo(resource("sample-" + columns + ".txt"));
        assertThat(lines).allSatisfy(line -> assertThat(line.width()).isLessThanOrEqualTo(columns));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 61})
    void thePartsInWhichTextArrivesDoNotMatter(int chunk) throws IOException {
        assertThat(text(stream(resource("sample.md"), chunk, 80)))
                .isEqualTo(text(stream(resource("sample.md"), 10_000, 80)));
    }

    @Test
    void whatIsCompleteIsReturnedAtOnce() {
        var stream = new MarkdownStream();

        assertThat(stream.append("first\n\nsec", 80)).isEmpty();
        assertThat(text(stream.pending(80))).isEqualTo("first\n\nsec\n");
        assertThat(text(stream.append("ond\n\n```sh\nls\n", 80))).isEqualTo("first\n\nsecond\n\n  ls\n");
        assertThat(text(stream.append("pwd\n", 80))).isEqualTo("  pwd\n");
        assertThat(stream.append("ec", 80)).isEmpty();
        assertThat(text(stream.pending(80))).isEqualTo("  ec\n");
        assertThat(text(stream.append("ho\n```\n* a\n* b\n", 80))).isEqualTo("  echo\n\n• a\n");
        assertThat(text(stream.pending(80))).isEqualTo("• b\n");
        assertThat(text(stream.finish(80))).isEqualTo("• b\n");
    }

    @Test
    void codeIsHighlighted() {
        List<StyledLine> lines = stream("```java\nreturn \"x\"; // end\n```\n", 100, 80);

        assertThat(lines.getFirst().spans())
                .contains(
                        new StyledLine.Span(Style.MAGENTA, "return"),
                        new StyledLine.Span(Style.GREEN, "\"x\""),
                        new StyledLine.Span(Style.DIM, "// end"));
    }

    @Test
    void aLinkShowsItsTarget() {
        assertThat(text(stream("[https://good.example](https://evil.example) [a](javascript:x)", 100, 80)))
                .isEqualTo("https://good.example (https://evil.example) a (javascript:x)\n");
    }

    @Test
    void noCharacterControlsTheTerminal() {
        String hostile = "&#27;]52;c;x&#7; \u001b[2J `\u009b2J` [\u001b[1m](http://x/\u001b]8;;) \n\n|\u001b[A|\n|-|\n"
                + "|&#x1b;[K|\n\n```\u001b[1m\n\u001b[2J\r\u202e\n```\n\n<b\u001b[3m>\n";

        assertThat(text(stream(hostile, 3, 80)).chars().filter(c -> c != '\n' && (c < ' ' || c == 0x9b || c == 0x202e)))
                .isEmpty();
    }

    @Test
    void hostileNestingEndsSoon() {
        for (String text : List.of(
                "> ".repeat(5_000) + "x\n",
                "* ".repeat(3_000) + "x\n",
                "*a **b ".repeat(2_000),
                "[".repeat(5_000),
                "![".repeat(5_000) + "](x)".repeat(5_000),
                "|a".repeat(1_000) + "\n" + "|-".repeat(1_000) + "\n" + "|b".repeat(1_000),
                "`".repeat(5_000) + "x`\n")) {
            assertThat(stream(text, 5_000, 80)).isNotEmpty();
        }
    }

    @Test
    void aTableWithMoreColumnsThanTheTerminalBecomesALineForEachCell() {
        String table = "|" + "name|".repeat(20) + "\n|" + "-|".repeat(20) + "\n|" + "value|".repeat(20) + "\n";

        List<StyledLine> lines = stream(table, 1_000, 80);

        assertThat(lines).hasSize(20).allSatisfy(line -> assertThat(line.text()).isEqualTo("name: value"));
    }

    @Test
    void aLongWordIsBroken() {
        List<StyledLine> lines = stream("x".repeat(100) + " 日本" + "語".repeat(60), 1_000, 40);

        assertThat(lines)
                .allSatisfy(line -> assertThat(DisplayWidth.of(line.text())).isLessThanOrEqualTo(40));
        assertThat(text(lines).replace("\n", "").replace(" ", "")).isEqualTo("x".repeat(100) + "日本" + "語".repeat(60));
    }
}
