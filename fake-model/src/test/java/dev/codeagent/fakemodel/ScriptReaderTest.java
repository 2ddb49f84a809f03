package dev.codeagent.fakemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptReaderTest {
    private static String turns(String turns) {
        return "{\"scenarios\": {\"*\": {\"agents\": {\"coding\": [" + turns + "]}}}}";
    }

    private static void refuses(String script, String... words) {
        assertThatThrownBy(() -> ScriptReader.parse(script))
                .isInstanceOf(ScriptError.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
    }

    @Test
    void readsATurnWithItsDefaults() {
        Turn turn = ScriptReader.parse(turns("{\"text\": \"hello\"}"))
                .scenario("any")
                .orElseThrow()
                .turns("coding")
                .orElseThrow()
                .getFirst();

        assertThat(turn.words()).isEqualTo(new Turn.Words("", "hello", false));
        assertThat(turn.pace()).isEqualTo(new Turn.Pace(24, 0, 0));
        assertThat(turn.calls()).isEmpty();
        assertThat(turn.usage()).isEmpty();
    }

    @Test
    void namesTheFieldThatItDoesNotKnow() {
        refuses(
                turns("{\"text\": \"a\"}, {\"txt\": \"b\"}"),
                "/scenarios/*/agents/coding/1/txt: unknown field",
                "remove it, or use one of thinking, text");
    }

    @Test
    void namesTheFieldOfTheWrongType() {
        refuses(turns("{\"text\": \"a\", \"chunk\": \"ten\"}"), "/coding/0/chunk: must be a whole number, is string");
        refuses(turns("{\"text\": \"a\", \"delayMs\": -1}"), "/coding/0/delayMs: must be a whole number from 0");
        refuses(turns("\"hello\""), "/coding/0: must be an object, is string");
    }

    @Test
    void escapesThePointer() {
        refuses("{\"scenarios\": {\"a/b~c\": {}}}", "/scenarios/a~1b~0c: field 'agents' is missing");
    }

    @Test
    void namesLineAndColumnOfBrokenJson() {
        refuses("{\"scenarios\": {\n  \"*\": }", "line 2, column", "is not JSON");
        refuses("", "is not JSON");
        refuses(turns("{\"text\": \"a\"}") + " and more", "line 1, column", "is not JSON");
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        refuses(turns("{\"text\": \"a\", \"text\": \"b\"}"), "not JSON");
    }

    @Test
    void refusesAnAgentThatDoesNotExist() {
        refuses(
                "{\"scenarios\": {\"*\": {\"agents\": {\"coder\": [{\"text\": \"a\"}]}}}}",
                "/agents/coder: is no agent");
    }

    @Test
    void refusesATurnThatSaysNothing() {
        refuses(turns("{\"chunk\": 3}"), "/coding/0: says nothing; add text");
    }

    @Test
    void refusesExpectationsThatCannotBeMet() {
        refuses(
                turns("{\"text\": \"a\", \"toolCalls\": [{\"name\": \"git_diff\"}]},"
                        + "{\"text\": \"b\", \"expect\": {\"toolResults\": []}}"),
                "/coding/1/expect/toolResults: has 0 entries, but the turn before makes 1 tool calls");
        refuses(
                turns("{\"text\": \"a\", \"expect\": {\"toolResults\": [{\"contains\": \"x\"}]}}"),
                "has 1 entries, but the turn before makes 0");
    }

    @Test
    void refusesARegularExpressionThatIsNone() {
        refuses(
                turns("{\"text\": \"a\", \"toolCalls\": [{\"name\": \"git_diff\"}]},"
                        + "{\"text\": \"b\", \"expect\": {\"toolResults\": [{\"matches\": \"(\"}]}}"),
                "/coding/1/expect/toolResults/0/matches: is no regular expression");
    }

    @Test
    void namesTheFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("broken.json"), "{}");

        assertThatThrownBy(() -> ScriptReader.read(file))
                .hasMessage(file + ": /: field 'scenarios' is missing; add it");
        assertThatThrownBy(() -> ScriptReader.read(folder.resolve("none.json")))
                .hasMessageContaining("there is no such file");
    }

    @Test
    void generatesTheSameTextForTheSameSeed() {
        assertThat(GeneratedText.of(5_000, 7)).hasSize(5_000).isEqualTo(GeneratedText.of(5_000, 7));
        assertThat(GeneratedText.of(5_000, 8)).isNotEqualTo(GeneratedText.of(5_000, 7));
    }

    @Test
    void generatesNoHalfCharacters() {
        for (int chars = 1; chars < 400; chars++) {
            String text = GeneratedText.of(chars, 3);
            assertThat(text).hasSize(chars);
            assertThat(Character.isHighSurrogate(text.charAt(chars - 1))).isFalse();
        }
    }
}
