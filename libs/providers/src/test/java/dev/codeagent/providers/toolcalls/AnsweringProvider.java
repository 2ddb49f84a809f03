package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.FillInMiddle;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpResponse.StopReason;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.Page;
import dev.codeagent.api.provider.ProviderCapabilities;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** A provider that gives its answers in their order; an answer is a text, a response or an exception. */
final class AnsweringProvider implements LlmProvider, ToolCalling.Sender {
    private final ProviderCapabilities capabilities;
    private final Deque<Object> answers;
    final List<McpMessage> requests = new ArrayList<>();
    final List<ProviderContext> contexts = new ArrayList<>();

    AnsweringProvider(boolean tools, boolean schema, Object... answers) {
        this.capabilities = new ProviderCapabilities(true, tools, false, false, schema, false, false, false);
        this.answers = new ArrayDeque<>(List.of(answers));
    }

    static McpResponse response(String text, StopReason reason) {
        return new McpResponse("m", "", text, List.of(), new Usage(10, 5, 0), reason, ProviderReplay.NONE);
    }

    @Override
    public McpResponse sendMessage(McpMessage message, ProviderContext context) {
        requests.add(message);
        contexts.add(context);
        return switch (answers.removeFirst()) {
            case AgentException e -> throw e;
            case McpResponse r -> r;
            case Object text -> {
                context.listener().onDelta("text", text.toString());
                yield response(text.toString(), StopReason.STOP);
            }
        };
    }

    @Override
    public ProviderCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public String name() {
        return "p";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public boolean connect(ProviderConfiguration configuration) {
        return true;
    }

    @Override
    public void disconnect() {}

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public List<Model> installedModels() {
        return List.of(Model.of("m"));
    }

    @Override
    public Page<Model> availableModels(int page, int pageSize) {
        return Page.of(installedModels(), page, pageSize);
    }

    @Override
    public Page<Model> searchModels(String query, int page, int pageSize) {
        return availableModels(page, pageSize);
    }

    @Override
    public InstallResult installModel(
            String modelId, Consumer<InstallProgress> progress, CancellationToken cancellation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeModel(String modelId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public McpResponse fillInMiddle(FillInMiddle request, ProviderContext context) {
        throw new UnsupportedOperationException();
    }
}
