package dev.codeagent.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextChunkTemplateTest {
    private static final String CHUNK =
            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"},\"finish_reason\":null}]}";

    private final TextChunkTemplate template = new TextChunkTemplate();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello",
                "",
                " ",
                "world, 😀",
                "\uD83D",
                "}]}",
                "'content':",
                "a much longer text than the first one"
            })
    void readsChunksThatDifferInTheirTextAlone(String text) {
        template.learn(CHUNK, "content", "Hello");

        assertThat(template.read(CHUNK.replace("Hello", text))).hasValue(text);
    }

    @Test
    void readsChunksWithBlanksBetweenTheTokens() {
        String chunk = CHUNK.replace("\"content\":", "\"content\" : ");
        template.learn(chunk, "content", "Hello");

        assertThat(template.read(chunk.replace("Hello", "you"))).hasValue("you");
    }

    @Test
    void learnsFromAnEmptyText() {
        template.learn(CHUNK.replace("Hello", ""), "content", "");

        assertThat(template.read(CHUNK)).hasValue("Hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\nb",
                "say \\\"hi\\\"",
                "\\u0041",
                "a\\",
                "\\",
                "x\",\"refusal\":\"no",
                "\"",
                "a\nb",
                "a\u0000"
            })
    void leavesTextsWithEscapesAndBrokenOnesToTheParser(String written) {
        template.learn(CHUNK, "content", "Hello");

        assertThat(template.read(CHUNK.replace("Hello", written))).isEmpty();
    }

    @Test
    void leavesOtherChunksToTheParser() {
        template.learn(CHUNK, "content", "Hello");

        assertThat(template.read(CHUNK.replace("c1", "c2"))).isEmpty();
        assertThat(template.read(CHUNK.replace("null", "\"stop\""))).isEmpty();
        assertThat(template.read(CHUNK + " ")).isEmpty();
        assertThat(template.read("{\"error\":{\"message\":\"overloaded\"}}")).isEmpty();
        assertThat(template.read(CHUNK.substring(0, CHUNK.length() - 1))).isEmpty();
    }

    /** The beginning and the end of the stored chunk must not overlap in a short one. */
    @Test
    void leavesAChunkThatIsShorterThanTheStoredOneToTheParser() {
        template.learn("{\"content\":\"Hello\",\"content2\":\"\"}", "content", "Hello");

        assertThat(template.read("{\"content\":\"\"}")).isEmpty();
        assertThat(template.read("{\"content\":\",\"content2\":\"\"}")).isEmpty();
    }

    @Test
    void readsNothingBeforeAChunkIsStored() {
        assertThat(template.read(CHUNK)).isEmpty();
        assertThat(template.read("")).isEmpty();
    }

    @Test
    void storesNoChunkWhosePlaceOfTheTextIsUnclear() {
        String twice = "{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}],\"type\":\"content\"}";
        String escaped = CHUNK.replace("Hello", "Hell\\u006f");
        template.learn(twice, "content", "Hello");
        template.learn(escaped, "content", "Hello");
        template.learn("{\"text\":\"Hello\"}", "content", "Hello");
        template.learn("{\"content\":", "content", "Hello");

        assertThat(template.read(twice)).isEmpty();
        assertThat(template.read(escaped)).isEmpty();
    }
}
