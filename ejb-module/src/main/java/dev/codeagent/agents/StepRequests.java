package dev.codeagent.agents;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.run.RunEvent.ToolFinished;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.providers.toolcalls.TurnRequest;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
    private static final String TESTS = "run_tests";
    private static final int MUST_CALL_TURNS = 9;
    private static final int EDIT_FIRST_TURNS = 3;
    private static final Set<String> NUMBERED = Set.of("read_file");

    private final AgentTask task;
    private final ToolCallExecutor tools;
    private final ContextWindow window;
    private final String system;
    private final String compactSystem;
    private final String prompt;
    private String compactPrompt = "";
    private Map<String, String> codeFiles = Map.of();

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
        return create(turns, UnaryOperator.identity(), false);
    }

    /** The request for a model that refused the other one as too long. */
    TurnRequest createReduced(List<RecordedTurn> turns) {
        return create(turns, ContextWindow::reduce, true);
    }

    private TurnRequest create(List<RecordedTurn> turns, UnaryOperator<List<ChatMessage>> reduction, boolean reduced) {
        List<ChatMessage> messages = conversation(turns).messages();
        messages.set(0, new ChatMessage.User(prompt, task.images()));
        McpMessage full = message(
                system,
                reduction.apply(window.fit(messages)),
                task.tools().stream().map(McpTool::of).toList());
        return new TurnRequest(full, () -> compact(turns, messages, reduction), reduced);
    }

    private TurnRequest.Compact compact(
            List<RecordedTurn> turns, List<ChatMessage> messages, UnaryOperator<List<ChatMessage>> reduction) {
        McpMessage message = compactMessage(messages, reduction);
        Set<String> required = requiredTools(turns);
        return new TurnRequest.Compact(message, required, required.equals(EDITS) ? codeFiles : Map.of());
    }

    /**
     * Coding that starts from failing tests must call a tool until they pass: one that edits, because the prompt shows the
     * code, then one that tests. If it cannot edit, it may look around. When they pass, it must answer: small models go on.
     */
    private Set<String> requiredTools(List<RecordedTurn> turns) {
        if (!startsFromFailingTests() || turns.size() >= MUST_CALL_TURNS) {
            return Set.of();
        }
        int changed = lastTurn(turns, RecordedTurn::hasChanged);
        if (changed < 0) {
            return turns.size() < EDIT_FIRST_TURNS ? EDITS : COMPACT_TOOLS;
        }
        int tested = lastTurn(turns, t -> t.outcomeOf(TESTS).isPresent());
        if (tested <= changed) {
            return task.tools().stream().anyMatch(t -> t.name().equals(TESTS)) ? Set.of(TESTS) : Set.of();
        }
        boolean passed = turns.get(tested).outcomeOf(TESTS).equals(Optional.of(ToolFinished.Outcome.OK));
        return passed ? Set.of(TurnRequest.ANSWER) : EDITS;
    }

    /** The index of the last turn that matches, or -1. */
    private static int lastTurn(List<RecordedTurn> turns, Predicate<RecordedTurn> condition) {
        for (int i = turns.size() - 1; i >= 0; i--) {
            if (condition.test(turns.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Whether coding starts from failing tests: then it is certain that code has to be changed, and no test. */
    private boolean startsFromFailingTests() {
        return task.configuration().agent() == AgentName.CODING && task.failingTests();
    }

    private McpMessage compactMessage(List<ChatMessage> messages, UnaryOperator<List<ChatMessage>> reduction) {
        if (compactPrompt.isEmpty()) {
            var excerpt = new ProjectExcerpt(task, tools);
            String files = excerpt.read();
            codeFiles = excerpt.codeFiles();
            compactPrompt = files.isEmpty() ? prompt : prompt + files + "\nNow do what the request asks for.";
        }
        var shortened = new ArrayList<>(ContextWindow.limitResults(
                messages.stream().map(StepRequests::withoutLineNumbers).toList(), COMPACT_RESULT_CHARS));
        shortened.set(0, new ChatMessage.User(compactPrompt, task.images()));
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
                                .add("enum", Json.createArrayBuilder(codeFiles.keySet())));
            } else if (required.contains("\"" + name + "\"")) {
                properties.add(name, property);
            }
        });
        JsonObject reduced =
                Json.createObjectBuilder(schema).add("properties", properties).build();
        return McpTool.of(new ToolSpec(tool.name(), tool.description(), reduced, tool.mutating()));
    }
}
