package dev.codeagent.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of change to the committed document is recognized as one that breaks clients, or as one that does not. */
class OpenApiChangesTest {
    private static String text;

    @BeforeAll
    static void read() throws IOException {
        text = parse(Files.readString(Path.of("../docs/openapi.json"))).toString();
    }

    private static JsonObject parse(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "an operation is renamed | \"/api/v1/storage/clean\" | \"/api/v1/storage/purge\" | POST /api/v1/storage/clean: the operation is missing",
                "a method changes | \"put\":{ | \"patch\":{ | the operation is missing",
                "an id changes | \"listRuns\" | \"findRuns\" | operation id is no longer listRuns",
                "a parameter is renamed | \"name\":\"pageSize\" | \"name\":\"size\" | parameter pageSize: it is missing",
                "a parameter becomes required | \"name\":\"pageSize\",\"in\":\"query\",\"required\":false | \"name\":\"pageSize\",\"in\":\"query\",\"required\":true | pageSize: it is required",
                "a limit sinks | \"maximum\":10000 | \"maximum\":100 | the maximum is 100",
                "a body becomes required | \"requestBody\":{\"required\":false | \"requestBody\":{\"required\":true | the body is required",
                "a status changes | \"202\":{ | \"200\":{ | the answer 202 is missing",
                "a header is gone | \"Location\":{ | \"X-Location\":{ | the header Location is missing",
                "a media type is gone | \"text/x-diff\" | \"text/x-patch\" | the media type text/x-diff is missing",
                "a field of an answer is renamed | \"createdAt\" | \"created\" | the field createdAt is missing",
                "a field of a request is renamed | \"withoutTests\":{ | \"noTests\":{ | the field withoutTests is missing",
                "a field changes its type | \"lastSeq\":{\"type\":\"integer\" | \"lastSeq\":{\"type\":\"string\" | lastSeq: 'type'",
                "a value is not accepted any more | \"enum\":[\"approve\",\"deny\"] | \"enum\":[\"approve\"] | \"deny\" is no longer accepted",
                "an event is gone | \"run.judged\":\"#/components/schemas/RunJudgedEvent\" | \"run.judged2\":\"#/components/schemas/RunJudgedEvent\" | the type run.judged is missing",
            })
    void findsAChangeThatBreaksClients(String what, String old, String changed, String found) {
        assertThat(text).as(what).contains(old);

        assertThat(OpenApiChanges.breaking(parse(text), parse(text.replace(old, changed))))
                .as(what)
                .anySatisfy(change -> assertThat(change).contains(found));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "an operation is new | \"paths\":{ | \"paths\":{\"/api/v1/new\":{\"get\":{\"operationId\":\"x\",\"responses\":{}}},",
                "an answer has a field more | \"lastSeq\":{\"type\" | \"more\":{\"type\":\"string\"},\"lastSeq\":{\"type\"",
                "a limit rises | \"maximum\":10000 | \"maximum\":20000",
                "a description changes | \"description\":\"Success\" | \"description\":\"Done\"",
            })
    void acceptsOtherChanges(String what, String old, String changed) {
        assertThat(text).as(what).contains(old);

        assertThat(OpenApiChanges.breaking(parse(text), parse(text.replace(old, changed))))
                .as(what)
                .isEmpty();
    }

    @Test
    void aNewMajorVersionMayBreakClients() {
        JsonObject before = parse(text);
        assertThat(OpenApiChanges.hasNewMajorVersion(before, parse(text.replace("\"version\":\"1", "\"version\":\"2"))))
                .isTrue();
        assertThat(OpenApiChanges.hasNewMajorVersion(before, before)).isFalse();
    }
}
