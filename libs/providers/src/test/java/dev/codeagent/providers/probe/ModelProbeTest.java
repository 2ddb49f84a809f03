package dev.codeagent.providers.probe;

import static dev.codeagent.providers.contract.WireFixture.setup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ModelAssessment;
import dev.codeagent.api.provider.ModelAssessment.Grade;
import dev.codeagent.api.provider.ModelAssessment.Tools;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.providers.contract.DialectJson;
import dev.codeagent.providers.contract.WireReply;
import dev.codeagent.providers.contract.WireServer;
import dev.codeagent.providers.ollama.OllamaProvider;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ModelProbeTest {
    private static final ModelProbe PROBE = new ModelProbe(Duration.ofSeconds(20));

    /** What a model on the server can do. */
    private record Abilities(boolean tools, boolean schema, boolean text, int window, int loaded) {
        Abilities(boolean tools, boolean schema, boolean text, int window) {
            this(tools, schema, text, window, 8_192);
        }
    }

    private static WireReply answer(String message) {
        return WireReply.lines(
                "{\"model\":\"m-1\",\"message\":" + message + ",\"done\":false}",
                "{\"model\":\"m-1\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\","
                        + "\"prompt_eval_count\":30,\"eval_count\":12}");
    }

    private static WireReply say(String text) {
        return answer(DialectJson.template("{'role':'assistant','content':%s}", text));
    }

    private static WireServer server(Abilities can) throws IOException {
        return new WireServer(8_192, request -> reply(can, request));
    }

    private static WireReply reply(Abilities can, WireServer.Request request) {
        String body = request.body();
        if (request.path().equals("/api/show")) {
            return WireReply.json("{\"model_info\":{\"qwen2.context_length\":" + can.window() + "}}");
        }
        if (request.path().equals("/api/ps")) {
            return WireReply.json("{\"models\":[{\"name\":\"m-1:latest\",\"context_length\":" + can.loaded() + "}]}");
        }
        if (body.contains("\"tools\":[")) {
            return can.tools()
                    ? answer("{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"report_number\","
                            + "\"arguments\":{\"value\":7}}}]}")
                    : WireReply.json(400, "{\"error\":\"m-1 does not support tools\"}");
        }
        if (body.contains("\"format\":{")) {
            return say(can.schema() ? "{\"value\":7}" : "Of course! The result is seven.");
        }
        return say(can.text() ? "{\"tool\":\"report_number\",\"arguments\":{\"value\":7}}" : "I like numbers.");
    }

    private static ModelAssessment probe(Abilities can) throws IOException {
        try (var server = server(can)) {
            return PROBE.probe(
                    new OllamaProvider(setup(server.url(""))), "m-1", ModelTraits.UNKNOWN, new CancellationToken());
        }
    }

    @Test
    void aModelThatCallsToolsInALargeWindowIsGood() throws IOException {
        ModelAssessment found = probe(new Abilities(true, true, true, 32_768));

        assertThat(found.tools()).isEqualTo(Tools.NATIVE);
        assertThat(found.structuredOutput()).isTrue();
        assertThat(found.contextTokens()).isEqualTo(32_768);
        assertThat(found.tokensPerSecond()).isPositive();
        assertThat(found.grade()).isEqualTo(Grade.GOOD);
        assertThat(found.summary())
                .startsWith("good: tools through the API, window of 32768 tokens, ")
                .endsWith(" tokens/s");
        assertThat(found.applyTo(ModelTraits.UNKNOWN).tools()).isEqualTo(Support.YES);
        assertThat(found.refusal()).isEmpty();
    }

    @Test
    void aModelWithoutToolsIsLimitedBySchemaAndPoorByText() throws IOException {
        ModelAssessment bySchema = probe(new Abilities(false, true, true, 32_768));
        ModelAssessment byText = probe(new Abilities(false, false, true, 32_768));

        assertThat(bySchema.tools()).isEqualTo(Tools.SCHEMA);
        assertThat(bySchema.grade()).isEqualTo(Grade.LIMITED);
        assertThat(bySchema.applyTo(ModelTraits.UNKNOWN).tools()).isEqualTo(Support.NO);
        assertThat(bySchema.applyTo(ModelTraits.UNKNOWN).structuredOutput()).isEqualTo(Support.YES);
        assertThat(byText.tools()).isEqualTo(Tools.TEXT);
        assertThat(byText.grade()).isEqualTo(Grade.POOR);
        assertThat(byText.applyTo(ModelTraits.UNKNOWN).structuredOutput()).isEqualTo(Support.NO);
    }

    @Test
    void aModelThatCallsNothingAndOneInATinyWindowAreRefusedWithTheReason() throws IOException {
        assertThat(probe(new Abilities(false, false, false, 32_768)).refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("called no tool in any way"));
        assertThat(probe(new Abilities(true, true, true, 2_048)).refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("window of 2048 tokens is too small"));
        assertThat(probe(new Abilities(true, true, true, 8_192)).grade()).isEqualTo(Grade.LIMITED);
        assertThat(probe(new Abilities(true, true, true, 32_768, 4_096)).contextTokens())
                .as("the server gave less than was requested")
                .isEqualTo(4_096);
        assertThat(PROBE.probe(
                                new OllamaProvider(setup(java.net.URI.create("http://127.0.0.1:9"))),
                                "embedder",
                                ModelTraits.UNKNOWN.asEmbedding(),
                                new CancellationToken())
                        .refusal())
                .hasValueSatisfying(reason -> assertThat(reason).contains("vectors"));
    }

    @Test
    void aServerThatIsNotThereOrLacksTheModelFails() throws IOException {
        assertThatThrownBy(() -> PROBE.probe(
                        new OllamaProvider(setup(java.net.URI.create("http://127.0.0.1:9"))),
                        "m-1",
                        ModelTraits.UNKNOWN,
                        new CancellationToken()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE));
        try (var server = WireServer.answering(WireReply.json(404, "{\"error\":\"model 'm-1' not found\"}"))) {
            assertThatThrownBy(() -> PROBE.probe(
                            new OllamaProvider(setup(server.url(""))),
                            "m-1",
                            ModelTraits.UNKNOWN,
                            new CancellationToken()))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_MODEL));
        }
    }

    @Test
    void aCompletionThatDoesNotEndIsCutAndCountsAsNotDone() throws IOException {
        WireReply hanging = new WireReply(200, "", "", java.util.Map.of(), WireReply.End.HANG);
        try (var server = new WireServer(
                8_192,
                request -> request.body().contains("\"tools\":[")
                        ? hanging
                        : reply(new Abilities(false, true, true, 32_768), request))) {
            ModelAssessment found = new ModelProbe(Duration.ofMillis(300))
                    .probe(
                            new OllamaProvider(setup(server.url(""))),
                            "m-1",
                            ModelTraits.UNKNOWN,
                            new CancellationToken());

            assertThat(found.tools()).isEqualTo(Tools.SCHEMA);
        }
    }

    @Test
    void aResultIsKeptForItsAddressAndForAWhile() throws IOException {
        try (var server = server(new Abilities(true, true, true, 32_768))) {
            ProviderSetup setup = setup(server.url(""));
            ProviderConfiguration configuration = setup.configuration();
            var clock = new MovingClock();
            var probes = new ModelProbes(PROBE, Duration.ofHours(1), clock);
            assertThat(probes.find(configuration, "m-1")).isEmpty();
            ModelAssessment found = probes.probe(
                    configuration, new OllamaProvider(setup), "m-1", ModelTraits.UNKNOWN, new CancellationToken());

            assertThat(probes.find(configuration, "m-1")).contains(found);
            assertThat(probes.find(configuration, "m-2")).isEmpty();
            assertThat(probes.find(configuration.withBaseUrl(server.url("/v1")), "m-1"))
                    .isEmpty();
            clock.now = clock.now.plus(Duration.ofHours(2));
            assertThat(probes.find(configuration, "m-1")).isEmpty();
        }
    }

    private static final class MovingClock extends Clock {
        private Instant now = Instant.parse("2026-11-29T10:00:00Z");

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
