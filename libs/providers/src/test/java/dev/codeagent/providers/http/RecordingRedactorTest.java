package dev.codeagent.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RecordingRedactorTest {
    private static final String SECRET = "se\"cret/ü 1";
    private final RecordingRedactor redactor = new RecordingRedactor(List.of(SECRET, ""), UnaryOperator.identity());

    @Test
    void findsASecretInEveryFormOfJson() {
        assertThat(redactor.redactBody("{\"a\" : \"x se\\\"cret/ü 1 y\", \"b\": 1.50}"))
                .contains("{\"a\" : \"x *** y\", \"b\": 1.50}");
        assertThat(redactor.redactBody("[\"\\u0073e\\u0022cret\\/\\u00fc 1\"]")).contains("[\"***\"]");
        assertThat(redactor.redactBody("?k=se%22cret%2F%C3%BC+1")).contains("?k=***");
        assertThat(redactor.redactBody("<p>" + SECRET + "</p>")).contains("<p>***</p>");
        assertThat(redactor.redactBody("{\"" + SECRET.replace("\"", "\\\"") + "\": 1}"))
                .contains("{\"***\": 1}");
    }

    @Test
    void leavesABodyOutIfASecretArrivesInPieces() {
        String pieces = "data: {\"text\":\"my se\\\"cr\"}\n\ndata: {\"text\":\"et/ü 1!\"}\n\n";

        assertThat(redactor.redactBody(pieces)).isEmpty();
        assertThat(redactor.redactBody(pieces.replace("ü", "u"))).contains(pieces.replace("ü", "u"));
    }

    @Test
    void keepsAllOtherBytesAlsoOfLongAndBrokenBodies() {
        String text = "{\"code\": \"" + "\\n x \\\\ \\t".repeat(200_000) + "\", \"n\":1e5 , \"open";

        assertThat(redactor.redactBody(text)).contains(text);
        assertThat(redactor.redactBody("an \" open quote\n{\"a\":\"\\u0073e\\\"cret/ü 1\"}"))
                .contains("an \" open quote\n{\"a\":\"***\"}");
        assertThat(redactor.redactBody("\"")).contains("\"");
        assertThat(redactor.redactBody("\"\\")).contains("\"\\");
        assertThat(redactor.redactBody("")).contains("");
    }

    @Test
    void replacesWhatLooksLikeASecret() {
        var withhold = new RecordingRedactor(List.of(), text -> text.replace("AKIA1", "[withheld]"));

        assertThat(withhold.redactBody("{\"a\":\"AKIA1\"}")).contains("{\"a\":\"[withheld]\"}");
        assertThat(withhold.redactBody("{\"a\":\"AK\"}{\"a\":\"IA1\"}")).isEmpty();
    }
}
