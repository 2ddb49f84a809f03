package dev.codeagent.agents;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.providers.toolcalls.TurnRequest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The requests of one step: for large models, and for small ones, which get short instructions, the files that the request
 * is about, few tools and short results. Each request begins with the same bytes as the one before it.
 */
final class StepRequests {
    private static final int COMPACT_WINDOW_CHARS = 24_000;
    private static final int COMPACT_RESULT_CHARS = 3_000;
    private static final Set<String> COMPACT_TOOLS = Set.of(
            "read_file", "list_files", "search", "edit_file", "write_file", "run_command", "run_tests", "git_diff");
    private static final Set<String> EDITS = Set.of("edit_file", "write_file");
    private static final int MUST_CALL_TURNS = 8;
    private static final Set<String> NUMBERED = Set.of("read_file");

    private final AgentTask task;
    private final ToolCallExecutor tools;
    private final ContextWindow window;
    private final String system;
    private final String compactSystem;
    private final String prompt;
    private String compactPrompt = "";
    private List<String> codeFiles = List.of();

    StepRequests(AgentTask task, ToolCallExecutor tools, ContextWindow window) {
        this.task = task;
        this.tools = tools;
        this.window = window;
        AgentName agent = task.configuration().agent();
        String instructions = task.configuration().instructions();
        this.system = tools.reviewPrompt(task.step(), AgentProfile.load(agent).systemPrompt(instructions));
        this.compactSystem =
                tools.reviewPrompt(task.step(), AgentProfile.loadCompact(agent).systemPrompt(instructions));
        this.prompt = tools.reviewPrompt(task.step(), task.prompt());
    }

    Conversation conversation(List<RecordedTurn> turns) {
        return new Conversation(prompt, turns, task.configuration().agent() == AgentName.CODING);
    }

    TurnRequest create(List<RecordedTurn> turns) {
        return create(turns, UnaryOperator.identity());
    }

    /** The request for a model that refused the other one as too long. */
    TurnRequest createReduced(List<RecordedTurn> turns) {
        return create(turns, ContextWindow::reduce);
    }

    private TurnRequest create(List<RecordedTurn> turns, UnaryOperator<List<ChatMessage>> reduction) {
        List<ChatMessage> messages = conversation(turns).messages();
        McpMessage full = message(
                system,
                reduction.apply(window.fit(messages)),
                task.tools().stream().map(McpTool::of).toList());
        return new TurnRequest(full, () -> compact(messages, reduction), requiredTools(turns));
    }

    /**
     * Until a file is changed, coding that starts from failing tests must call a tool: first one that edits, because the
     * prompt shows the code; then any, if that was not enough.
     */
    private Set<String> requiredTools(List<RecordedTurn> turns) {
        if (!startsFromFailingTests()
                || turns.size() >= MUST_CALL_TURNS
                || turns.stream().anyMatch(RecordedTurn::hasChanged)) {
            return Set.of();
        }
        return turns.isEmpty() ? EDITS : COMPACT_TOOLS;
    }

    /** Whether coding starts from failing tests: then it is certain that code has to be changed, and no test. */
    private boolean startsFromFailingTests() {
        return task.configuration().agent() == AgentName.CODING && task.failingTests();
    }

    private McpMessage compact(List<ChatMessage> messages, UnaryOperator<List<ChatMessage>> reduction) {
        if (compactPrompt.isEmpty()) {
            var excerpt = new ProjectExcerpt(task, tools);
            String files = excerpt.read();
            codeFiles = excerpt.codeFiles();
            compactPrompt = files.isEmpty() ? prompt : prompt + files + "\nNow do what the request asks for.";
        }
        var shortened = new ArrayList<>(ContextWindow.limitResults(
                messages.stream().map(StepRequests::withoutLineNumbers).toList(), COMPACT_RESULT_CHARS));
        shortened.set(0, new ChatMessage.User(compactPrompt));
        return message(
                compactSystem,
                reduction.apply(new ContextWindow(COMPACT_WINDOW_CHARS).fit(shortened)),
                task.tools().stream()
                        .filter(t -> COMPACT_TOOLS.contains(t.name()))
                        .map(this::compactTool)
                        .toList());
    }

    private static McpMessage message(String instructions, List<ChatMessage> messages, List<McpTool> tools) {
        return McpMessage.of(new SystemInstructions(instructions), SegmentedContext.task(messages), tools);
    }

    /** A small model copies the numbers into its edits. */
    private static ChatMessage withoutLineNumbers(ChatMessage message) {
        return message instanceof ChatMessage.Tool t && NUMBERED.contains(t.tool())
                ? new ChatMessage.Tool(t.callId(), t.tool(), ProjectExcerpt.withoutLineNumbers(t.text()), t.error())
                : message;
    }

    /** A small model fills in every parameter that it sees, and would rather change a test than the code. */
    private McpTool compactTool(ToolSpec tool) {
        JsonObject schema = tool.schema();
        JsonObjectBuilder properties = Json.createObjectBuilder();
        String required = String.valueOf(schema.get("required"));
        boolean limited = EDITS.contains(tool.name()) && startsFromFailingTests() && !codeFiles.isEmpty();
        schema.getJsonObject("properties").forEach((name, property) -> {
            if (limited && name.equals("path")) {
                properties.add(
                        name,
                        Json.createObjectBuilder(property.asJsonObject())
                                .add("enum", Json.createArrayBuilder(codeFiles)));
            } else if (required.contains("\"" + name + "\"")) {
                properties.add(name, property);
            }
        });
        JsonObject reduced =
                Json.createObjectBuilder(schema).add("properties", properties).build();
        return McpTool.of(new ToolSpec(tool.name(), tool.description(), reduced, tool.mutating()));
    }
}
