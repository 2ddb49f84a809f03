package dev.codeagent.providers.toolcalls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.json.BoundedJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolArgumentsTest {

    @Test
    void keepsValidArgumentsAsTheyAre() {
        var arguments = ToolArguments.read("{\"path\": \"a.txt\",  \"limit\": 3}");

        assertThat(arguments.json()).isEqualTo("{\"path\": \"a.txt\",  \"limit\": 3}");
        assertThat(arguments.repaired()).isFalse();
    }

    @Test
    void readsNoArgumentsAsAnEmptyObject() {
        assertThat(ToolArguments.read(" ").json()).isEqualTo("{}");
    }

    @Test
    void removesACommaBeforeAClosingBracket() {
        assertRepaired("{\"paths\": [\"a\", \"b\",], \"limit\": 1,}", "{\"paths\":[\"a\",\"b\"],\"limit\":1}");
    }

    @Test
    void readsSingleQuotesAndTheLiteralsOfPython() {
        assertRepaired(
                "{'path': 'it\\'s \"new\"', 'hidden': True, 'glob': None}",
                "{\"path\":\"it's \\\"new\\\"\",\"hidden\":true,\"glob\":null}");
    }

    @Test
    void readsLineBreaksAndTabsInAString() {
        assertRepaired("{\"content\": \"a\n\tb\r\n\"}", "{\"content\":\"a\\n\\tb\\r\\n\"}");
    }

    @Test
    void readsABackslashThatNeedsNoEscape() {
        assertRepaired("{\"pattern\": \"\\d+\\.java\"}", "{\"pattern\":\"\\\\d+\\\\.java\"}");
    }

    @Test
    void takesTheArgumentsThatFollowAnEmptyObjectOrAreSentTwice() {
        assertRepaired("{}{\"path\": \"a\"}", "{\"path\":\"a\"}");
        assertRepaired("{\"path\": \"a\"}\n{\"path\": \"a\"}", "{\"path\":\"a\"}");
    }

    @Test
    void ignoresClosingBracesThatOpenNothing() {
        assertRepaired("{\"path\": \"a\"}}", "{\"path\":\"a\"}");
    }

    @Test
    void readsAnObjectThatIsEncodedAsAStringOrInAFence() {
        assertRepaired("\"{\\\"path\\\": \\\"a\\\"}\"", "{\"path\":\"a\"}");
        assertRepaired("```json\n{\"path\": \"a\"}\n```", "{\"path\":\"a\"}");
    }

    @Test
    void closesAnObjectWhoseLastValueIsComplete() {
        assertRepaired("{\"path\": \"a\"", "{\"path\":\"a\"}");
    }

    /** Each of these has more than one meaning, or none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"path\": \"greeting.txt",
                "{\"path\": \"a\", ",
                "{\"path\": \"a\", \"content\"",
                "{\"limit\": 12",
                "{\"paths\": [\"a\", \"b\"",
                "{\"path\": \"a\"}{\"path\": \"b\"}",
                "{\"text\": \"he said \"no\" twice\"}",
                "{\"pattern\": \"\\bword\\d\"}",
                "{\"path\": a.txt}",
                "{path: \"a\"}",
                "{\"a\": 1 \"b\": 2}",
                "[\"a\"]",
                "\"a\"",
                "read a.txt",
                "{\"a\": 1} and then",
                "{\"n\": 1e999999999,}",
                "{\"n\": \"\\u12\",}"
            })
    void leavesArgumentsWithMoreThanOneMeaningToTheModel(String text) {
        var arguments = ToolArguments.read(text);

        assertThat(arguments.isBroken()).as(arguments.json()).isTrue();
        assertThat(arguments.problem()).isNotBlank();
        assertThat(arguments.json()).isEqualTo("{}");
    }

    @Test
    void tellsWhereTheArgumentsAreBroken() {
        assertThat(ToolArguments.read("{\"path\": a}").problem()).isEqualTo("a value is expected at character 10");
    }

    @Test
    void refusesDeepNestingWithoutAnOverflow() {
        assertThat(ToolArguments.read("{\"a\":".repeat(100_000)).isBroken()).isTrue();
        assertThat(ToolArguments.read("[".repeat(100_000)).isBroken()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"path\": \"gre", "", "{'a': 1,}", "nonsense", "{\"a\": 1}"})
    void replaysValidJsonOnly(String text) {
        BoundedJson.readObject(ToolArguments.forReplay(text), BoundedJson.Limits.MESSAGE);
    }

    private static void assertRepaired(String text, String expected) {
        var arguments = ToolArguments.read(text);
        assertThat(arguments.problem()).isEmpty();
        assertThat(arguments.json()).isEqualTo(expected);
        assertThat(arguments.repaired()).isTrue();
    }
}
