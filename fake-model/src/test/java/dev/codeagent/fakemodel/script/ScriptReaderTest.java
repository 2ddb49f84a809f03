package dev.codeagent.fakemodel.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptReaderTest {
    private static String scriptWithTurns(String turns) {
        return "{\"scenarios\": {\"*\": {\"agents\": {\"coding\": [" + turns + "]}}}}";
    }

    private static void assertRejected(String script, String... messageParts) {
        assertThatThrownBy(() -> ScriptReader.parse(script))
                .isInstanceOf(ScriptException.class)
                .hasMessageContainingAll(messageParts)
                .hasMessageNotContaining("\n");
    }

    @Test
    void readsATurnWithItsDefaults() {
        Turn turn = ScriptReader.parse(scriptWithTurns("{\"text\": \"hello\"}"))
                .scenario("any")
                .orElseThrow()
                .turns("coding")
                .orElseThrow()
                .getFirst();

        assertThat(turn.content()).isEqualTo(new Turn.Content("", Optional.empty(), "hello", false));
        assertThat(turn.pacing()).isEqualTo(new Turn.Pacing(24, 0, 0));
        assertThat(turn.toolCalls()).isEmpty();
        assertThat(turn.usage()).isEmpty();
    }

    @Test
    void rejectsAnUnknownField() {
        assertRejected(
                scriptWithTurns("{\"text\": \"a\"}, {\"txt\": \"b\"}"),
                "/scenarios/*/agents/coding/1/txt: unknown field",
                "remove it, or use one of thinking, text");
    }

    @Test
    void rejectsAFieldOfTheWrongType() {
        assertRejected(
                scriptWithTurns("{\"text\": \"a\", \"chunk\": \"ten\"}"),
                "/coding/0/chunk: must be a whole number, is string");
        assertRejected(
                scriptWithTurns("{\"text\": \"a\", \"delayMs\": -1}"),
                "/coding/0/delayMs: must be a whole number from 0");
        assertRejected(scriptWithTurns("\"hello\""), "/coding/0: must be an object, is string");
    }

    @Test
    void escapesTheJsonPointer() {
        assertRejected("{\"scenarios\": {\"a/b~c\": {}}}", "/scenarios/a~1b~0c: field 'agents' is missing");
    }

    @Test
    void reportsLineAndColumnOfInvalidJson() {
        assertRejected("{\"scenarios\": {\n  \"*\": }", "line 2, column", "is not JSON");
        assertRejected("", "is not JSON");
        assertRejected(scriptWithTurns("{\"text\": \"a\"}") + " and more", "line 1, column", "is not JSON");
    }

    @Test
    void rejectsADuplicateField() {
        assertRejected(scriptWithTurns("{\"text\": \"a\", \"text\": \"b\"}"), "not JSON");
    }

    @Test
    void rejectsAnUnknownAgent() {
        assertRejected(
                "{\"scenarios\": {\"*\": {\"agents\": {\"coder\": [{\"text\": \"a\"}]}}}}",
                "/agents/coder: is not an agent");
    }

    @Test
    void rejectsAnEmptyTurn() {
        assertRejected(scriptWithTurns("{\"chunk\": 3}"), "/coding/0: is empty; add text");
    }

    @Test
    void rejectsExpectationsThatDoNotMatchTheToolCalls() {
        assertRejected(
                scriptWithTurns("{\"text\": \"a\", \"toolCalls\": [{\"name\": \"git_diff\"}]},"
                        + "{\"text\": \"b\", \"expect\": {\"toolResults\": []}}"),
                "/coding/1/expect/toolResults: has 0 entries, but the previous turn makes 1 tool calls");
        assertRejected(
                scriptWithTurns("{\"text\": \"a\", \"expect\": {\"toolResults\": [{\"contains\": \"x\"}]}}"),
                "has 1 entries, but the previous turn makes 0");
    }

    @Test
    void rejectsAnInvalidRegularExpression() {
        assertRejected(
                scriptWithTurns("{\"text\": \"a\", \"toolCalls\": [{\"name\": \"git_diff\"}]},"
                        + "{\"text\": \"b\", \"expect\": {\"toolResults\": [{\"matches\": \"(\"}]}}"),
                "/coding/1/expect/toolResults/0/matches: is not a regular expression");
    }

    @Test
    void reportsTheFileName(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("broken.json"), "{}");

        assertThatThrownBy(() -> ScriptReader.read(file))
                .hasMessage(file + ": /: field 'scenarios' is missing; add it");
        assertThatThrownBy(() -> ScriptReader.read(folder.resolve("none.json")))
                .hasMessageContaining("the file does not exist");
    }

    @Test
    void generatesTheSameTextForTheSameSeed() {
        assertThat(GeneratedText.of(5_000, 7)).hasSize(5_000).isEqualTo(GeneratedText.of(5_000, 7));
        assertThat(GeneratedText.of(5_000, 8)).isNotEqualTo(GeneratedText.of(5_000, 7));
    }

    @Test
    void doesNotSplitSurrogatePairs() {
        for (int chars = 1; chars < 400; chars++) {
            String text = GeneratedText.of(chars, 3);
            assertThat(text).hasSize(chars);
            assertThat(Character.isHighSurrogate(text.charAt(chars - 1))).isFalse();
        }
    }
}
