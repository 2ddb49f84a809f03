package dev.codeagent.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson.Limits;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedJsonTest {
    private static final Limits SMALL = new Limits(1_000, 5, 20);
    private static final String PAIR = "\uD83D\uDE00";

    @Test
    void readsAnObjectWithinTheLimits() {
        assertThat(BoundedJson.readObject("{\"a\":[1,-2.5e3,{\"b\":[true,null]}]}", SMALL)
                        .getJsonArray("a"))
                .hasSize(3);
    }

    @Test
    void rejectsTextThatIsTooLong() {
        String text = "{\"a\":\"" + "x".repeat(1_000) + "\"}";

        assertFails(ErrorCode.MESSAGE_TOO_LARGE, "1000 characters", () -> read(text));
    }

    @Test
    void rejectsDeepNestingBeforeItIsParsed() {
        String deep = "{\"a\":" + "[".repeat(5) + "]".repeat(5) + "}";

        assertFails(ErrorCode.MALFORMED_MESSAGE, "at most 5 levels", () -> read(deep));
        String bomb = "{\"a\":" + "[".repeat(5_000_000);
        assertFails(
                ErrorCode.MALFORMED_MESSAGE, "at most 100 levels", () -> BoundedJson.readObject(bomb, Limits.MESSAGE));
        assertThatThrownBy(() -> Json.createReader(new StringReader(bomb)).readValue())
                .as("what the parser itself throws, which callers do not expect")
                .isNotInstanceOf(AgentException.class);
    }

    @Test
    void rejectsTooManyElements() {
        assertFails(ErrorCode.MESSAGE_TOO_LARGE, "20 elements", () -> read("{\"a\":[" + "0,".repeat(30) + "0]}"));
        assertFails(ErrorCode.MESSAGE_TOO_LARGE, "20 elements", () -> read("{\"a\":[" + "{},".repeat(15) + "0]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1E+1000", "-1e-99999", "1e0000000000000001000"})
    void rejectsNumbersWithAHugeExponent(String number) {
        assertFails(ErrorCode.MALFORMED_MESSAGE, "exponent of 3 digits", () -> read("{\"a\":" + number + "}"));
    }

    @Test
    void rejectsNumbersWithManyDigits() {
        assertFails(ErrorCode.MALFORMED_MESSAGE, "100 characters", () -> read("{\"a\":" + "9".repeat(101) + "}"));
        assertThat(read("{\"a\":1e0000300}").getJsonNumber("a").doubleValue()).isEqualTo(1e300);
    }

    @Test
    void limitsDoNotApplyWithinStrings() {
        String text = "[".repeat(50) + "1e999999999,\\\",".repeat(30);

        assertThat(read("{\"a\":\"" + text + "\"}").getString("a")).hasSize(50 + 30 * 14);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "{", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":\"\\", "{\"a\":--1}", "{\"a\":\"\\u12\"}"
            })
    void rejectsInvalidJsonWithoutShowingIt(String text) {
        assertFails(ErrorCode.MALFORMED_MESSAGE, "not a JSON object: ", () -> read(text));
    }

    @Test
    void rejectsOtherValuesThanObjects() {
        assertFails(ErrorCode.MALFORMED_MESSAGE, "not an object", () -> read("[1]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\uDC00", "\uD800", "\uDC00"})
    void replacesUnpairedSurrogatesHoweverTheyAreWritten(String half) {
        assertThat(read("{\"" + half + "\":\"a" + half + "b" + half + "\"}").getString("\uFFFD"))
                .isEqualTo("a\uFFFDb\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d\\ude00", "\uD83D\uDE00", "\\uD83D\uDE00", "\uD83D" + "\\ude00"})
    void keepsPairsHoweverTheyAreWritten(String pair) {
        assertThat(read("{\"a\":\"" + pair + "\\ud83d" + pair + "\\\\ud800\"}").getString("a"))
                .isEqualTo(PAIR + "\uFFFD" + PAIR + "\\ud800");
    }

    @Test
    void aFragmentKeepsTheHalvesOfPairs() {
        assertThat(BoundedJson.readFragment("{\"a\":\"\\ud83d\"}", SMALL).getString("a"))
                .isEqualTo("\uD83D");
    }

    private static JsonObject read(String text) {
        return BoundedJson.readObject(text, SMALL);
    }

    private static void assertFails(ErrorCode code, String message, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
