package dev.codeagent.providers.probe;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelAssessment;
import dev.codeagent.api.provider.ModelAssessment.Tools;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Probes a model with at most three short completions, each bounded in time: one with a tool, one with a JSON schema, and, if
 * neither gave a call, one that asks for a call as text.
 */
public final class ModelProbe {
    private static final int MAX_OUTPUT_TOKENS = 160;
    private static final JsonObject ARGUMENTS = object("value");
    private static final McpTool TOOL =
            new McpTool("report_number", "Reports a number to the user.", ARGUMENTS, McpTool.Executor.SERVER);
    private static final String CALL_TOOL = "Call the tool report_number with the value 7. Do not answer with text.";
    private static final String WRITE_VALUE = "How much is 3 + 4? Answer as a JSON object with the field value.";
    private static final String WRITE_CALL = "To call the tool report_number, answer with nothing but this JSON object,"
            + " with the right value: {\"tool\":\"report_number\",\"arguments\":{\"value\":0}}\nReport the number 7.";

    private final Duration limit;

    /** @param limit the time for one completion; the first one may include the loading of the model */
    public ModelProbe(Duration limit) {
        this.limit = limit;
    }

    private static JsonObject object(String field) {
        return Json.createObjectBuilder()
                .add("type", "object")
                .add(
                        "properties",
                        Json.createObjectBuilder()
                                .add(field, Json.createObjectBuilder().add("type", "integer")))
                .add("required", Json.createArrayBuilder().add(field))
                .add("additionalProperties", false)
                .build();
    }

    /**
     * Probes the model.
     *
     * @throws AgentException if the provider cannot be reached, rejects the key or does not have the model
     */
    public ModelAssessment probe(
            LlmProvider provider, String model, ModelTraits known, CancellationToken cancellation) {
        if (known.embedding()) {
            return Assessment.ofEmbedding(model);
        }
        var speed = new SpeedListener();
        var requests = new Requests(provider, model, known, speed, cancellation);
        boolean callsTools = known.tools() != Support.NO && requests.callsTools();
        boolean followsSchema = requests.followsSchema();
        Tools tools = callsTools
                ? Tools.NATIVE
                : followsSchema ? Tools.SCHEMA : requests.writesCalls() ? Tools.TEXT : Tools.NONE;
        int window = window(provider, model);
        return Assessment.of(model, window, tools, followsSchema, speed.tokensPerSecond());
    }

    /** After the first completion the model is loaded, and the server tells with which window. */
    private static int window(LlmProvider provider, String model) {
        try {
            return provider.describeModel(model).contextTokens();
        } catch (AgentException e) {
            return 0;
        }
    }

    private final class Requests {
        private final LlmProvider provider;
        private final String model;
        private final ModelTraits traits;
        private final SpeedListener speed;
        private final CancellationToken cancellation;

        Requests(
                LlmProvider provider,
                String model,
                ModelTraits traits,
                SpeedListener speed,
                CancellationToken cancellation) {
            this.provider = provider;
            this.model = model;
            this.traits = traits;
            this.speed = speed;
            this.cancellation = cancellation;
        }

        boolean callsTools() {
            return send(CALL_TOOL, List.of(TOOL), GenerationParameters.DEFAULT)
                    .filter(response -> response.toolCalls().stream()
                            .anyMatch(call -> call.name().equals(TOOL.name()) && isSeven(call.arguments())))
                    .isPresent();
        }

        boolean followsSchema() {
            return send(WRITE_VALUE, List.of(), GenerationParameters.DEFAULT.withResponseSchema(ARGUMENTS))
                    .filter(response -> hasInteger(response.text()))
                    .isPresent();
        }

        boolean writesCalls() {
            return send(WRITE_CALL, List.of(), GenerationParameters.DEFAULT)
                    .filter(response -> response.text().contains("report_number")
                            && response.text().contains("7"))
                    .isPresent();
        }

        /** Empty if the model or its server cannot do what the request asks for, or is too slow. */
        private Optional<McpResponse> send(String text, List<McpTool> tools, GenerationParameters parameters) {
            CancellationToken bounded = new CancellationToken();
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(bounded::cancel);
            try (var registration = cancellation.onCancel(bounded::cancel)) {
                speed.start();
                McpResponse response = provider.sendMessage(
                        McpMessage.of(
                                new SystemInstructions(""),
                                SegmentedContext.task(List.of(new ChatMessage.User(text))),
                                tools),
                        new ProviderContext(
                                model,
                                traits,
                                parameters.withMaxOutputTokens(MAX_OUTPUT_TOKENS),
                                true,
                                speed,
                                bounded));
                speed.finish(response.usage().outputTokens());
                return Optional.of(response);
            } catch (AgentException e) {
                cancellation.throwIfCancelled();
                if (isAboutTheProvider(e.code())) {
                    throw e;
                }
                return Optional.empty();
            }
        }
    }

    private static boolean isAboutTheProvider(ErrorCode code) {
        return switch (code) {
            case PROVIDER_UNREACHABLE, PROVIDER_KEY_REJECTED, UNKNOWN_MODEL, PROVIDER_LOADING, PROVIDER_OVERLOADED ->
                true;
            default -> false;
        };
    }

    private static boolean isSeven(String json) {
        return json.replaceAll("\\s", "").matches(".*\"value\":\"?7(\\.0)?\"?}.*");
    }

    private static boolean hasInteger(String json) {
        try {
            return BoundedJson.readObject(json.strip(), BoundedJson.Limits.MESSAGE)
                            .get("value")
                    instanceof jakarta.json.JsonNumber;
        } catch (AgentException e) {
            return false;
        }
    }
}
