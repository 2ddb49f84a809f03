package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.terminal.TerminalWriter;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProviderPromptTest {
    private static final List<JsonObject> KNOWN = List.of(known("anthropic"), known("ollama"));

    private final Deque<String> answers = new ArrayDeque<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ProviderPrompt prompt = new ProviderPrompt(
            new LineInput() {
                @Override
                public @Nullable String readLine(String text) {
                    return answers.poll();
                }

                @Override
                public char @Nullable [] readHidden(String text) {
                    String answer = answers.poll();
                    return answer == null ? null : answer.toCharArray();
                }
            },
            new TerminalWriter(new PrintStream(printed, true, StandardCharsets.UTF_8), false));

    private static JsonObject known(String id) {
        return Json.createObjectBuilder()
                .add("id", id)
                .add("name", id + " Inc.")
                .build();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aProviderIsChosenByNumberOrName() {
        answers.addAll(List.of("2", "anthropic", "house"));

        assertThat(prompt.askForProvider(KNOWN)).isEqualTo("ollama");
        assertThat(prompt.askForProvider(KNOWN)).isEqualTo("anthropic");
        assertThat(prompt.askForProvider(KNOWN)).isEqualTo("house");
        assertThat(printed()).contains("1  anthropic", "2  ollama");
    }

    @Test
    void aWrongNumberIsAskedAgain() {
        answers.addAll(List.of("3", "0", "-1", "", "99999999999", "1"));

        assertThat(prompt.askForProvider(KNOWN)).isEqualTo("anthropic");
        assertThat(printed()).contains("write a number from 1 to 2");
    }

    @Test
    void theKeyIsNotShown() {
        answers.addAll(List.of(" sk-hidden ", ""));

        assertThat(prompt.askForKey("anthropic")).contains("sk-hidden");
        assertThat(prompt.askForKey("anthropic")).isEmpty();
        assertThat(printed()).doesNotContain("sk-hidden");
    }

    @Test
    void theModelThatAnsweredIsTheDefault() {
        answers.addAll(List.of("", "1", "own-name", "7", "2"));

        assertThat(prompt.askForModel(List.of("m-1", "m-2"), "m-2")).isEqualTo("m-2");
        assertThat(prompt.askForModel(List.of("m-1", "m-2"), "m-2")).isEqualTo("m-1");
        assertThat(prompt.askForModel(List.of("m-1", "m-2"), "m-2")).isEqualTo("own-name");
        assertThat(prompt.askForModel(List.of("m-1", "m-2"), "m-1")).isEqualTo("m-2");
    }

    @Test
    void theEndOfTheInputEndsTheQuestions() {
        assertThatThrownBy(() -> prompt.askForProvider(KNOWN)).isInstanceOf(CliException.class);
        assertThatThrownBy(() -> prompt.askForKey("x")).hasMessageContaining("--key-env");
        assertThatThrownBy(() -> prompt.askForUrl("http://x/v1")).isInstanceOf(CliException.class);
    }
}
