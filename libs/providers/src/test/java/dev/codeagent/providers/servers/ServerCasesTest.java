package dev.codeagent.providers.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.providers.servers.CaseRun.Outcome;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Model servers as they behave: each case of the files of this package. */
class ServerCasesTest {
    private static final int CASES_OF_A_KIND = 3;

    private final Map<String, BiConsumer<Outcome, JsonValue>> checks = Map.ofEntries(
            Map.entry("text", (o, v) -> assertThat(response(o).text()).isEqualTo(string(v))),
            Map.entry("shown", (o, v) -> assertThat(o.listener().text()).isEqualTo(string(v))),
            Map.entry("thinking", (o, v) -> {
                assertThat(response(o).thinking()).isEqualTo(string(v));
                assertThat(o.listener().thinking()).isEqualTo(string(v));
            }),
            Map.entry("stop", (o, v) -> assertThat(response(o).stopReason()).hasToString(string(v))),
            Map.entry(
                    "tokens",
                    (o, v) -> assertThat(List.of(
                                    response(o).usage().inputTokens(),
                                    response(o).usage().outputTokens(),
                                    response(o).usage().cachedTokens()))
                            .hasToString(v.toString().replace(",", ", "))),
            Map.entry("calls", (o, v) -> assertCalls(response(o).toolCalls(), v.asJsonArray())),
            Map.entry("error", (o, v) -> assertThat(failure(o).code()).hasToString(string(v))),
            Map.entry("message", (o, v) -> assertThat(failure(o).getMessage()).contains(strings(v))),
            Map.entry("notices", (o, v) -> assertThat(o.listener().notices()).contains(strings(v))),
            Map.entry(
                    "ok",
                    (o, v) -> assertThat(o.test().orElseThrow().ok())
                            .as(o.test().orElseThrow().message())
                            .isEqualTo(v == JsonValue.TRUE)),
            Map.entry(
                    "tested",
                    (o, v) -> assertThat(o.test().orElseThrow().message()).contains(strings(v))),
            Map.entry(
                    "code", (o, v) -> assertThat(o.test().orElseThrow().code()).isEqualTo(string(v))),
            Map.entry(
                    "models",
                    (o, v) -> assertThat(o.models()).containsExactly(strings(v).toArray(String[]::new))),
            Map.entry("atLeast", (o, v) -> assertThat(o.taken().toMillis()).isGreaterThanOrEqualTo(number(v))),
            Map.entry("atMost", (o, v) -> assertThat(o.taken().toMillis()).isLessThanOrEqualTo(number(v))));

    static Stream<ServerCase> cases() {
        return ServerCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Execution(ExecutionMode.CONCURRENT)
    void hasTheExpectedResult(ServerCase tested) throws IOException {
        JsonObject expected = tested.expected();
        try (var server = new CaseServer(tested.answers(), models(tested))) {
            Outcome outcome = new CaseRun(tested, server.origin()).run();

            if (!expected.containsKey("error")) {
                assertThat(outcome.failure().map(AgentException::getMessage)).isEmpty();
            }
            checks.forEach((name, check) -> {
                if (expected.containsKey(name)) {
                    check.accept(outcome, expected.get(name));
                }
            });
            assertRequests(server.posts(), expected);
            outcome.failure().ifPresent(e -> assertThat(e.getMessage()).doesNotContain(CaseRun.KEY));
        }
    }

    private static void assertRequests(List<CaseServer.Request> posts, JsonObject expected) {
        if (expected.containsKey("requests")) {
            assertThat(posts).hasSize(expected.getInt("requests"));
        }
        if (expected.containsKey("line")) {
            assertThat(posts.getLast().line()).isEqualTo(expected.getString("line"));
        }
        strings(expected.getOrDefault("sends", JsonValue.EMPTY_JSON_ARRAY))
                .forEach(part -> assertThat(posts.getLast().body()).contains(part));
        strings(expected.getOrDefault("omits", JsonValue.EMPTY_JSON_ARRAY))
                .forEach(part -> assertThat(posts.getLast().body()).doesNotContain(part));
    }

    private static String models(ServerCase tested) {
        JsonArray ids = Optional.ofNullable(tested.fields().getJsonArray("models"))
                .orElseGet(() -> Json.createArrayBuilder().add("m-1").build());
        var entries = Json.createArrayBuilder();
        strings(ids)
                .forEach(id ->
                        entries.add(Json.createObjectBuilder().add("id", id).add("object", "model")));
        return Json.createObjectBuilder()
                .add("object", "list")
                .add("data", entries)
                .build()
                .toString();
    }

    private static McpResponse response(Outcome outcome) {
        return outcome.response().orElseThrow();
    }

    private static AgentException failure(Outcome outcome) {
        return outcome.failure().orElseThrow();
    }

    /** Each call as its name and its arguments; with an id only if the case names one. */
    private static void assertCalls(List<ToolCallRequest> calls, JsonArray expected) {
        assertThat(calls).hasSameSizeAs(expected);
        for (int i = 0; i < calls.size(); i++) {
            JsonObject call = expected.getJsonObject(i);
            assertThat(calls.get(i).name()).isEqualTo(call.getString("name"));
            assertThat(calls.get(i).arguments()).isEqualTo(call.getString("arguments"));
            if (call.containsKey("id")) {
                assertThat(calls.get(i).id()).isEqualTo(call.getString("id"));
            }
        }
    }

    private static String string(JsonValue value) {
        return value instanceof JsonString s ? s.getString() : value.toString();
    }

    private static List<String> strings(JsonValue value) {
        return value instanceof JsonArray array
                ? array.stream().map(ServerCasesTest::string).toList()
                : List.of(string(value));
    }

    private static long number(JsonValue value) {
        return Long.parseLong(value.toString());
    }

    @Test
    void everyKindHasCasesOfItsOwnAndEveryExpectationIsKnown() {
        List<ServerCase> all = ServerCase.all();

        assertThat(all).extracting(ServerCase::toString).doesNotHaveDuplicates();
        for (String kind : ServerCase.KINDS) {
            assertThat(all).filteredOn(c -> c.kind().equals(kind)).hasSizeGreaterThanOrEqualTo(CASES_OF_A_KIND);
        }
        List<String> ofRequests = List.of("requests", "line", "sends", "omits");
        assertThat(all)
                .flatExtracting(c -> c.expected().keySet())
                .allMatch(name -> checks.containsKey(name) || ofRequests.contains(name));
    }
}
