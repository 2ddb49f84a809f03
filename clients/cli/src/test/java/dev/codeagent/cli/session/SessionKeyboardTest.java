package dev.codeagent.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.cli.command.Interaction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;

class SessionKeyboardTest {
    private static final char END = '#';

    private final LinkedBlockingQueue<Character> offered = new LinkedBlockingQueue<>();

    /** What is kept for the next prompt of these keys, while a command goes on. */
    private String typeAhead(String keys, char answer) throws Exception {
        var terminal = new LineDisciplineTerminal("test", "xterm", new ByteArrayOutputStream(), StandardCharsets.UTF_8);
        var keyboard = new SessionKeyboard(terminal);
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
        }
        String text = keyboard.takeTypedAhead();
        assertThat(text).endsWith(String.valueOf(END));
        assertThat(keyboard.takeTypedAhead()).isEmpty();
        return text.substring(0, text.length() - 1);
    }

    @Test
    void keepsWhatIsTypedButNotTheAnswerOfAQuestion() throws Exception {
        assertThat(typeAhead("fix øy it\rnow", 'y')).isEqualTo("fix ø it\nnow");
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
