package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The interactive session while its window changes and while a command goes on. */
class InteractiveSessionWindowTest extends InteractiveSessionFixture {
    @Test
    void enterDuringARunExecutesTheLineAfterIt() throws Exception {
        open(80, 40);

        terminal.type("/review first\r");
        terminal.awaitScreen("It is reviewed.", LIMIT); // The server still ends the run.
        terminal.type("/plan slowly\r");
        terminal.awaitScreen("takes its time", LIMIT);
        terminal.type("/review second\rand third");
        terminal.awaitScreen("next: /review second", LIMIT);
        terminal.awaitScreen("> and third", LIMIT);
        terminal.type(CTRL_C); // What was typed before the run was cancelled is not executed.
        awaitLine(PROMPT + "/review second");
        terminal.type("\u0015\r"); // Ctrl-U deletes the line.
        awaitLine(PROMPT + "and third");

        terminal.type(CTRL_C);
        awaitLine(PROMPT);
        terminal.type("touch it\r");
        terminal.awaitScreen("allow it?", LIMIT);
        Thread.sleep(500); // Longer than the time in which a key is no answer.
        terminal.type("y/review fourth\rand fifth");
        terminal.awaitScreen("It is reviewed.", LIMIT);
        awaitLine(PROMPT + "and fifth");
        assertThat(lastRun("prompt")).isEqualTo("fourth");
    }

    @Test
    void whatIsTypedDuringACommandIsShownAtTheNextPromptOnly() throws Exception {
        open(80, 24);

        proxy.stall();
        try {
            terminal.type("runs\r");
            Thread.sleep(500); // The request is on its way.
            terminal.type("/review typed ahead\rand more");
            Thread.sleep(500);
            assertThat(screenLines()).noneMatch(line -> line.contains("ahead"));
        } finally {
            proxy.restore();
        }
        terminal.awaitScreen(PROMPT + "/review typed ahead", LIMIT);
        awaitLine(PROMPT + "and more");
        assertThat(lastRun("prompt")).isEqualTo("typed ahead");
    }

    @Test
    void ctrlCEndsTheWaitingForAnAnswer() throws Exception {
        open(80, 24);

        proxy.stall();
        try {
            terminal.type("runs\r");
            Thread.sleep(500); // The request is on its way.
            terminal.type(CTRL_C);
            terminal.awaitScreen("interrupted", LIMIT);
        } finally {
            proxy.restore();
        }
        awaitLine(PROMPT);
        terminal.type("/exit\r");
        assertThat(terminal.awaitExit(LIMIT)).isZero();
    }

    @Test
    void wrapsAtTheWidthOfTheWindow() throws Exception {
        open(80, 24);
        String text = "word ".repeat(14) + "end";
        terminal.type(text);
        terminal.await(() -> endsWith(PROMPT + text), "text", LIMIT);

        for (int columns : new int[] {140, 60, 80, 33, 100}) {
            int before = terminal.output().length();
            terminal.resize(columns, 24);
            terminal.await(
                    () -> terminal.output().length() > before && endsWith(PROMPT + text),
                    "text at " + columns + " columns",
                    LIMIT);
            assertThat(String.join("", screenLines()).split(Pattern.quote(PROMPT), -1))
                    .as("prompts on the screen at %d columns", columns)
                    .hasSize(2);
        }
    }

    @Test
    void keepsTheOutputOfARunWhenTheWindowChanges() throws Exception {
        open(80, 24);

        terminal.type("/plan slowly\r");
        terminal.awaitScreen("takes its time", LIMIT);
        for (int columns : new int[] {140, 60, 80}) {
            terminal.resize(columns, 24);
            Thread.sleep(1_200); // The status line is drawn at least once.
            assertThat(screenLines().stream().filter(line -> line.startsWith("planning · ")))
                    .as("the status line at %d columns", columns)
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(screenLines()).as("at %d columns", columns).anyMatch(line -> line.contains("takes its time"));
        }
        terminal.type(CTRL_C);
        awaitLine(PROMPT);
    }
}
