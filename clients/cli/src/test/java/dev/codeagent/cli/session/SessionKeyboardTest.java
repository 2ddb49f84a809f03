package dev.codeagent.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.command.Interaction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;

class SessionKeyboardTest {
    private static final char END = '#';

    private final LinkedBlockingQueue<Character> offered = new LinkedBlockingQueue<>();

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private List<String> shown = List.of();

    /** What these keys are for the next prompts, while a command goes on. */
    private TypeAhead.Typed type(String type, String keys, char answer) throws Exception {
        var terminal = new LineDisciplineTerminal("test", type, screen, StandardCharsets.UTF_8);
        var keyboard = new SessionKeyboard(terminal, pasted -> pasted.length() < 8 ? pasted : "[pasted]");
        try (Interaction.KeyboardFocus session = keyboard.startListening();
                Interaction.KeyboardFocus question = keyboard.listen(key -> {
                    offered.add(key);
                    return key == answer;
                })) {
            terminal.processInputBytes((keys + END).getBytes(StandardCharsets.UTF_8));
            Character key;
            do {
                key = offered.poll(10, TimeUnit.SECONDS);
                assertThat(key).as("a key is read").isNotNull();
            } while (key != END);
            keyboard.showTyped(lines -> shown = lines);
        }
        TypeAhead.Typed typed = keyboard.takeTyped();
        assertThat(typed.text()).endsWith(String.valueOf(END));
        assertThat(keyboard.takeTyped()).isEqualTo(new TypeAhead.Typed(List.of(), ""));
        return new TypeAhead.Typed(
                typed.lines(), typed.text().substring(0, typed.text().length() - 1));
    }

    private String typeAhead(String keys, char answer) throws Exception {
        TypeAhead.Typed typed = type("xterm", keys, answer);
        assertThat(typed.lines()).isEmpty();
        return typed.text();
    }

    @Test
    void keepsWhatIsTypedButNotTheAnswerOfAQuestion() throws Exception {
        assertThat(typeAhead("fix øy it", 'y')).isEqualTo("fix ø it");
    }

    @Test
    void enterEndsALine() throws Exception {
        assertThat(type("xterm", "fix it\r\r  \nthen test\rand", 'Q'))
                .isEqualTo(new TypeAhead.Typed(List.of("fix it", "then test"), "and"));
        assertThat(shown).containsExactly("next: fix it", "next: then test", "> and#");
    }

    /** A backslash, an open quote, Alt-Enter: as at the prompt. */
    @Test
    void aLineThatGoesOnDoesNotEnd() throws Exception {
        assertThat(type("xterm", "first \\\rsecond\u001b\rthird \"a\rb\"\rrest", 'Q'))
                .isEqualTo(new TypeAhead.Typed(List.of("first \\\nsecond\nthird \"a\nb\""), "rest"));
    }

    @Test
    void aLineBreakInAPasteEndsNoLine() throws Exception {
        assertThat(type("xterm", "see \u001b[200~a\rb\u001b[201~, and \u001b[200~rm -rf /\rapply\r\u001b[201~.", 'Q'))
                .isEqualTo(new TypeAhead.Typed(List.of(), "see a\nb, and [pasted]."));
        assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[?2004h\u001b[?2004l");
    }

    /** Such a terminal does not mark what is pasted. */
    @Test
    void enterEndsNoLineWithoutMarksOfPastes() throws Exception {
        assertThat(type("dumb", "a\rb", 'Q')).isEqualTo(new TypeAhead.Typed(List.of(), "a\nb"));
        assertThat(screen.size()).isZero();
    }

    @Test
    void deletesTheLastCharacter() throws Exception {
        assertThat(typeAhead("\u007fax\u007fby\b", 'n')).isEqualTo("ab");
    }

    @Test
    void keepsNothingOfArrowsAndOtherKeysWithoutText() throws Exception {
        assertThat(typeAhead("a\u001b[A\u001bOB\u001b[1;5Cb\u0001", 'n')).isEqualTo("ab");
    }
}
