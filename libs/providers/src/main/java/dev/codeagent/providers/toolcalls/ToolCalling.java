package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ModelTraits.Support;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.providers.http.ResponseLimits;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Sends requests with tools in the way that the model can use, and returns its calls as if they had come through the API. What
 * is known about a model decides the first way; what it answers can change it for all later requests.
 */
public final class ToolCalling {
    private static final String CHANGED = "model.tools";
    private static final int MAX_CORRECTIONS = 2;
    private static final int SMALL_WINDOW_TOKENS = 16_384;
    private static final int MAX_OUTPUT_TOKENS = 2_048;
    private static final double TEMPERATURE = 0.2;
    private static final Pattern SCHEMA_WORDS =
            Pattern.compile("response_format|json|schema|grammar|\\bformat\\b|structured", Pattern.CASE_INSENSITIVE);

    private static final Pattern NO_TOOLS = Pattern.compile(
            "does not support (tool|function|parameters: \\['tools)|support tool use|tools param requires"
                    + "|tool choice requires|(tools?|tool use|tool calling|function calling)`? (is|are) not (supported|enabled)",
            Pattern.CASE_INSENSITIVE);

    private final ConcurrentHashMap<ModelRef, ToolCallMode> learned = new ConcurrentHashMap<>();

    /** Sends requests to one provider. */
    public interface Sender {
        ProviderCapabilities capabilities();

        McpResponse sendMessage(McpMessage message, ProviderContext context);
    }

    /** How the model gets tools now. */
    ToolCallMode modeOf(ModelRef model, ProviderCapabilities provider, ModelTraits traits) {
        ToolCallMode known = learned.get(model);
        if (known != null) {
            return known;
        }
        boolean isNative = provider.toolCalls() && traits.tools() != Support.NO;
        return isNative ? ToolCallMode.NATIVE : withoutNative(provider, traits);
    }

    /** The model ignored its tools, so that it gets them in another way from now on; false if there is none. */
    public boolean switchMode(
            ModelRef model, ProviderCapabilities provider, ModelTraits traits, TurnListener listener, String reason) {
        ToolCallMode mode = modeOf(model, provider, traits);
        if (mode == ToolCallMode.TEXT) {
            return false;
        }
        ToolCallMode next = mode == ToolCallMode.NATIVE ? withoutNative(provider, traits) : ToolCallMode.TEXT;
        learned.put(model, next);
        listener.onNotice(CHANGED, model + " gets its tools " + next.description() + " from now on: " + reason);
        return true;
    }

    /** Sends the request and returns the answer with its tool calls; a text may contain no more calls than an answer. */
    public McpResponse send(Sender provider, ModelRef model, TurnRequest request, ProviderContext context) {
        McpResponse response = sendInMode(provider, model, request, context);
        if (response.toolCalls().isEmpty() && response.stopReason() == StopReason.TOOL_CALLS) {
            response = copy(response, response.text(), List.of(), response.usage(), StopReason.STOP);
        }
        ResponseLimits.DEFAULT.requireToolCalls(response.toolCalls().size());
        return response;
    }

    private McpResponse sendInMode(Sender provider, ModelRef model, TurnRequest request, ProviderContext context) {
        if (request.full().tools().isEmpty()) {
            return provider.sendMessage(request.full(), context);
        }
        ToolCallMode mode = modeOf(model, provider.capabilities(), context.traits());
        if (mode == ToolCallMode.NATIVE) {
            return sendNative(provider, model, request, context);
        }
        TurnRequest.Compact compact = request.compact().get();
        Usage spent = Usage.NONE;
        if (!compact.filesToChange().isEmpty()) {
            McpResponse rewritten = sendFileRewrite(provider, compact, context);
            if (!rewritten.toolCalls().isEmpty()) {
                return rewritten;
            }
            spent = rewritten.usage();
            context.listener().onRestart("the answer of " + model + " has no whole file that is changed");
        }
        McpResponse response = mode == ToolCallMode.SCHEMA
                ? sendSchema(provider, model, compact, context)
                : sendText(provider, model, compact.message(), context);
        return plusUsage(response, spent);
    }

    private static McpResponse sendFileRewrite(Sender provider, TurnRequest.Compact compact, ProviderContext context) {
        var rewrite = new FileRewrite(compact.filesToChange());
        McpResponse response = provider.sendMessage(
                rewrite.request(compact.message()), quiet(context, rewrite.maxOutputTokens(), Optional.empty()));
        Optional<FileRewrite.Rewritten> rewritten = rewrite.read(response.text());
        rewritten
                .filter(r -> !r.text().isEmpty())
                .ifPresent(r -> context.listener().onDelta("text", r.text()));
        return rewritten
                .map(r -> withCalls(response, r.text(), List.of(r.call())))
                .orElseGet(() -> copy(response, "", List.of(), response.usage(), response.stopReason()));
    }

    /**
     * A context whose JSON text people do not see. A small model repeats itself without end if nothing limits it, and errs
     * more often at the temperature of its server.
     */
    private static ProviderContext quiet(ProviderContext context, int maxOutputTokens, Optional<JsonObject> schema) {
        GenerationParameters given = context.parameters();
        var parameters = new GenerationParameters(
                given.maxOutputTokens().isPresent() ? given.maxOutputTokens() : OptionalInt.of(maxOutputTokens),
                given.temperature().isPresent() ? given.temperature() : OptionalDouble.of(TEMPERATURE),
                given.effort(),
                schema.or(given::responseSchema));
        return new ProviderContext(
                context.model(),
                context.traits(),
                parameters,
                context.streamed(),
                new ChoiceListener(context.listener()),
                context.cancellation());
    }

    private McpResponse sendNative(Sender provider, ModelRef model, TurnRequest request, ProviderContext context) {
        McpMessage message =
                hasSmallWindow(context.traits()) ? request.compact().get().message() : request.full();
        McpResponse response;
        try {
            response = provider.sendMessage(message, context);
        } catch (AgentException e) {
            if (!refusesTools(e) || !switchMode(model, provider, context, "the provider refuses tools for it")) {
                throw e;
            }
            context.listener().onRestart(e.getMessage());
            return sendInMode(provider, model, request, context);
        }
        if (!response.toolCalls().isEmpty()) {
            List<ToolCallRequest> named = ToolNames.asOffered(response.toolCalls(), message.tools());
            return copy(response, response.text(), named, response.usage(), response.stopReason());
        }
        if (response.stopReason() == StopReason.LENGTH) {
            return response;
        }
        TextToolCalls.Recovered recovered = TextToolCalls.recover(response.text(), message.tools());
        if (!recovered.calls().isEmpty()) {
            switchMode(model, provider, context, "it wrote a tool call as text");
            return withCalls(response, recovered.text(), recovered.calls());
        }
        if (TextToolCalls.hasTrace(response.text())
                && switchMode(model, provider, context, "it wrote a tool call as text, in a form that is not clear")) {
            context.listener().onRestart("the tool call in the text is not clear");
            return plusUsage(sendInMode(provider, model, request, context), response.usage());
        }
        if (response.stopReason() == StopReason.TOOL_CALLS) {
            throw new AgentException(
                    ErrorCode.PROVIDER_EMPTY_ANSWER, "the model announced tool calls and sent none, only text");
        }
        return response;
    }

    private McpResponse sendSchema(
            Sender provider, ModelRef model, TurnRequest.Compact request, ProviderContext context) {
        McpMessage compact = request.message();
        ProviderContext constrained =
                quiet(context, MAX_OUTPUT_TOKENS, Optional.of(ToolChoice.schema(compact.tools(), request.required())));
        McpResponse response;
        try {
            response = provider.sendMessage(ToolChoicePrompt.rewrite(compact), constrained);
        } catch (AgentException e) {
            if (!refusesSchema(e) || !switchMode(model, provider, context, "the provider refuses the JSON schema")) {
                throw e;
            }
            context.listener().onRestart(e.getMessage());
            return sendText(provider, model, compact, context);
        }
        Optional<McpResponse> chosen = read(response, compact.tools(), context.listener());
        if (chosen.isPresent()) {
            return chosen.get();
        }
        if (response.stopReason() == StopReason.LENGTH) {
            return cut(response);
        }
        switchMode(model, provider, context, "the provider ignores the JSON schema");
        context.listener().onRestart("the answer does not match the JSON schema");
        return plusUsage(sendText(provider, model, compact, context), response.usage());
    }

    /** Asks again if the answer seems to be a call that cannot be read; other texts are answers. */
    private static McpResponse sendText(Sender provider, ModelRef model, McpMessage compact, ProviderContext context) {
        ProviderContext quiet = quiet(context, MAX_OUTPUT_TOKENS, Optional.empty());
        McpMessage request = ToolChoicePrompt.rewrite(compact);
        Usage spent = Usage.NONE;
        for (int corrections = 0; ; corrections++) {
            McpResponse response = plusUsage(provider.sendMessage(request, quiet), spent);
            spent = response.usage();
            Optional<McpResponse> chosen = read(response, compact.tools(), context.listener());
            if (chosen.isPresent()) {
                return chosen.get();
            }
            if (response.stopReason() == StopReason.LENGTH) {
                return cut(response);
            }
            if (corrections == MAX_CORRECTIONS && CallMarkup.isIn(response.text())) {
                throw new AgentException(
                        ErrorCode.PROVIDER_BROKEN_STREAM,
                        "the model wrote a tool call that cannot be read, again and again");
            }
            boolean isAnswer = !TextToolCalls.hasTrace(response.text()) || corrections == MAX_CORRECTIONS;
            if (isAnswer) {
                context.listener().onDelta("text", response.text());
                return response;
            }
            context.listener().onRestart("the answer of " + model + " is not one JSON object");
            request = ToolChoicePrompt.withCorrection(request, response.text());
        }
    }

    private static Optional<McpResponse> read(McpResponse response, List<McpTool> tools, TurnListener listener) {
        Optional<ToolChoice.Chosen> chosen = ToolChoice.read(response.text(), tools);
        if (chosen.isEmpty() && response.stopReason() != StopReason.LENGTH) {
            TextToolCalls.Recovered recovered = TextToolCalls.recover(response.text(), tools);
            chosen = recovered.calls().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ToolChoice.Chosen(recovered.text(), recovered.calls()));
        }
        chosen.filter(c -> !c.text().isEmpty()).ifPresent(c -> listener.onDelta("text", c.text()));
        return chosen.map(c -> withCalls(response, c.text(), c.calls()));
    }

    /** A choice that was cut has no text that anyone could use; the reason tells the agent what happened. */
    private static McpResponse cut(McpResponse response) {
        return copy(response, "", List.of(), response.usage(), StopReason.LENGTH);
    }

    private static McpResponse withCalls(McpResponse response, String text, List<ToolCallRequest> calls) {
        StopReason reason = calls.isEmpty() ? response.stopReason() : StopReason.TOOL_CALLS;
        return copy(response, text, calls, response.usage(), reason);
    }

    /** Every request of a turn is paid for. */
    private static McpResponse plusUsage(McpResponse response, Usage earlier) {
        return copy(
                response, response.text(), response.toolCalls(), earlier.plus(response.usage()), response.stopReason());
    }

    private static McpResponse copy(
            McpResponse response, String text, List<ToolCallRequest> calls, Usage usage, StopReason reason) {
        return new McpResponse(response.model(), response.thinking(), text, calls, usage, reason, response.replay());
    }

    private ToolCallMode withoutNative(ProviderCapabilities provider, ModelTraits traits) {
        boolean hasSchema = provider.structuredOutput() && traits.structuredOutput() != Support.NO;
        return hasSchema ? ToolCallMode.SCHEMA : ToolCallMode.TEXT;
    }

    private boolean switchMode(ModelRef model, Sender provider, ProviderContext context, String reason) {
        return switchMode(model, provider.capabilities(), context.traits(), context.listener(), reason);
    }

    private static boolean hasSmallWindow(ModelTraits traits) {
        return traits.contextTokens() > 0 && traits.contextTokens() <= SMALL_WINDOW_TOKENS;
    }

    private static boolean refusesSchema(AgentException e) {
        return e.code() == ErrorCode.PROVIDER_REJECTED
                && SCHEMA_WORDS.matcher(String.valueOf(e.getMessage())).find();
    }

    /** Servers say in different words, and with any status, that a model, or its template, has no tools. */
    private static boolean refusesTools(AgentException e) {
        return (e.code() == ErrorCode.PROVIDER_REJECTED
                        || e.code() == ErrorCode.UNKNOWN_MODEL
                        || e.code() == ErrorCode.PROVIDER_OVERLOADED)
                && NO_TOOLS.matcher(String.valueOf(e.getMessage())).find();
    }
}
