package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private final TerminalEmulator screen = new TerminalEmulator(60);
    private long now;

    private TerminalWriter terminal(Map<String, String> environment, boolean isTerminal) {
        var capabilities = TerminalCapabilities.of(isTerminal, false, environment, "UTF-8");
        return new TerminalWriter(
                new PrintStream(screen, false, StandardCharsets.UTF_8), capabilities, TerminalSize.fixed(60, 10));
    }

    private StatusLine line() {
        var line = new StatusLine(terminal(Map.of("TERM", "xterm"), true), () -> now);
        line.setAgent("coding", "acme/model-1");
        line.setActivity("run_command mvn -q verify");
        line.setUsage(45_210, new BigDecimal("0.1234"));
        now = Duration.ofSeconds(83).toNanos();
        return line;
    }

    @Test
    void tellsAgentModelActivityTimeTokensAndCost() {
        assertThat(line().text(100))
                .isEqualTo("coding · acme/model-1 · run_command mvn -q verify · 1 min 23 s · 45.2k tokens · $0.12");
    }

    @Test
    void isAsShortAsTheTerminal() {
        assertThat(line().text(80))
                .isEqualTo("coding · acme/model-1 · run_command mvn -q … · 1 min 23 s · 45.2k tokens · $0.12");
        assertThat(line().text(71)).isEqualTo("coding · run_command mvn -q verify · 1 min 23 s · 45.2k tokens · $0.12");
        assertThat(line().text(40)).isEqualTo("coding · 1 min 23 s · $0.12");
        for (int columns = 1; columns < 100; columns++) {
            assertThat(DisplayWidth.of(line().text(columns))).isLessThanOrEqualTo(columns);
        }
    }

    @Test
    void saysNothingOfAPriceThatIsNotKnown() {
        var line = new StatusLine(terminal(Map.of("TERM", "xterm"), true), () -> now);

        assertThat(line.text(80)).isEqualTo("0 s");
    }

    @Test
    void showsTheEndOfWhatIsTyped() {
        assertThat(StatusLine.endOf("> then test it", 20)).isEqualTo("> then test it");
        assertThat(StatusLine.endOf("> please test all of it", 20)).isEqualTo("> …se test all of it");
        assertThat(StatusLine.endOf("> a\nb\u001b[2J", 40)).isEqualTo("> a⏎b␛[2J");
        for (int columns = 4; columns < 60; columns++) {
            assertThat(DisplayWidth.of(StatusLine.endOf("next: 変更をテスト and 😀 all of the others", columns)))
                    .isLessThanOrEqualTo(Math.max(columns, 7));
        }
    }

    @Test
    void staysBelowTheOutputAndDisappears() {
        TerminalWriter terminal = terminal(Map.of("TERM", "xterm"), true);
        terminal.writeLine("first");
        terminal.showLive(List.of(StyledLine.of(Style.PLAIN, "tail"), StyledLine.of(Style.DIM, "status")));

        assertThat(screen.screen()).isEqualTo("first\ntail\nstatus");
        assertThat(screen.cursor()).isEqualTo("1:0");

        terminal.writeLine("second");
        assertThat(screen.screen()).isEqualTo("first\nsecond\ntail\nstatus");

        terminal.write(Style.PLAIN, "a question: ");
        assertThat(screen.screen()).isEqualTo("first\nsecond\na question:");

        terminal.closeLine();
        terminal.showLive(List.of(StyledLine.of(Style.DIM, "status")));
        assertThat(screen.screen()).isEqualTo("first\nsecond\na question:\nstatus");

        terminal.showLive(List.of());
        assertThat(screen.screen()).isEqualTo("first\nsecond\na question:");
        assertThat(screen.cursor()).isEqualTo("3:0");
    }

    @Test
    void aLongLiveLineTakesOneRowAndManyTakeNoMoreThanTheScreen() {
        TerminalWriter terminal = terminal(Map.of("TERM", "xterm"), true);
        terminal.writeLine("first");
        terminal.showLive(List.of(StyledLine.of(Style.PLAIN, "世".repeat(80)), StyledLine.of(Style.DIM, "s")));

        assertThat(screen.screen()).isEqualTo("first\n" + "世".repeat(29) + "…\ns");

        terminal.showLive(java.util.stream.IntStream.range(0, 30)
                .mapToObj(i -> StyledLine.of(Style.PLAIN, "l" + i))
                .toList());
        assertThat(screen.screen()).startsWith("first\nl21\n").endsWith("l29");
    }

    @Test
    void otherOutputOfTheSameTerminalHidesIt() {
        TerminalWriter terminal = terminal(Map.of("TERM", "xterm"), true);
        var err = TerminalStream.forErrors(screen, StandardCharsets.UTF_8, terminal::hideLive);
        terminal.showLive(List.of(StyledLine.of(Style.DIM, "status")));

        err.println("progress");

        assertThat(screen.screen()).isEqualTo("progress");
    }

    @Test
    void runsUntilItIsClosed() throws InterruptedException {
        TerminalWriter terminal = terminal(Map.of("TERM", "xterm", "NO_COLOR", "1"), true);
        try (var line = new StatusLine(terminal).start("connecting")) {
            awaitScreen("connecting · 0 s");
            line.setActivity("prepares");
            awaitScreen("prepares · 0 s");
        }

        assertThat(screen.screen()).isEmpty();
    }

    private void awaitScreen(String expected) throws InterruptedException {
        for (int i = 0; i < 500 && !screen.screen().equals(expected); i++) {
            Thread.sleep(10);
        }
        assertThat(screen.screen()).isEqualTo(expected);
    }

    @Test
    void aPipeADumbTerminalAndABuildServerHaveNone() {
        for (TerminalWriter terminal : List.of(
                terminal(Map.of("TERM", "xterm"), false),
                terminal(Map.of("TERM", "dumb"), true),
                terminal(Map.of(), true),
                terminal(Map.of("TERM", "xterm", "CI", "true"), true))) {
            try (var line = new StatusLine(terminal).start("connecting")) {
                line.setActivity("prepares");
                terminal.showLive(List.of(StyledLine.of(Style.DIM, "status")));
                terminal.hideLive();
            }
        }

        assertThat(screen.screen()).isEmpty();
    }
}
