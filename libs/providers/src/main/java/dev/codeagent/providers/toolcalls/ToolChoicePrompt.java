package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ProviderReplay;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rewrites a request with tools into one without: the tools stand in the instructions, calls and results in the texts. The same
 * conversation gives the same texts, so that servers find the prefix in their cache.
 */
final class ToolChoicePrompt {
    private static final String PROTOCOL = """
            Answer with one JSON object and nothing else. To call a tool: {"tool": "NAME", "arguments": {...}}. When the work \
            is done: {"answer": "what you did"}.
            Tools:
            """;

    private ToolChoicePrompt() {}

    static McpMessage rewrite(McpMessage request) {
        String instructions = request.instructions().text() + "\n\n" + PROTOCOL
                + request.tools().stream().map(ToolChoicePrompt::describe).collect(Collectors.joining("\n"));
        McpMessage rewritten = rewriteMessages(request);
        return new McpMessage(
                rewritten.id(),
                rewritten.type(),
                rewritten.metadata(),
                rewritten.context(),
                List.of(),
                new SystemInstructions(instructions));
    }

    /** The request with its calls and results as texts, and without tools. */
    static McpMessage rewriteMessages(McpMessage request) {
        List<SegmentedContext.Segment> segments = request.context().segments().stream()
                .map(s -> new SegmentedContext.Segment(s.kind(), rewrite(s.messages())))
                .toList();
        return new McpMessage(
                request.id(),
                request.type(),
                request.metadata(),
                new SegmentedContext(segments),
                List.of(),
                request.instructions());
    }

    /** The request again, with the answer that could not be read and what is wrong with it. */
    static McpMessage withCorrection(McpMessage rewritten, String answer) {
        var messages = new ArrayList<>(rewritten.context().messages());
        messages.add(new ChatMessage.Assistant("", answer, List.of(), ProviderReplay.NONE));
        messages.add(new ChatMessage.User("This is not one JSON object of the described form, so nothing was done. "
                + "Answer with the JSON object alone: no other text, no fence, only tools of the list."));
        return rewritten.withContext(SegmentedContext.task(messages));
    }

    /** One line: the name, the parameters (optional ones with a question mark), and the first sentence about it. */
    private static String describe(McpTool tool) {
        Map<String, ?> properties =
                tool.parameters().get("properties") instanceof JsonObject declared ? declared : Map.of();
        String required = String.valueOf(tool.parameters().get("required"));
        String parameters = properties.keySet().stream()
                .map(p -> "\"" + p + "\"" + (required.contains("\"" + p + "\"") ? "" : "?"))
                .collect(Collectors.joining(", "));
        return tool.name() + " {" + parameters + "}: " + firstSentence(tool.description());
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private static List<ChatMessage> rewrite(List<ChatMessage> messages) {
        var rewritten = new ArrayList<ChatMessage>();
        for (ChatMessage message : messages) {
            switch (message) {
                case ChatMessage.User u -> addUser(rewritten, u);
                case ChatMessage.Tool t ->
                    addUser(
                            rewritten,
                            new ChatMessage.User(
                                    (t.error() ? "Error of " : "Result of ") + t.tool() + ":\n" + t.text()));
                case ChatMessage.Assistant a -> rewritten.add(rewrite(a));
            }
        }
        return rewritten;
    }

    /** Servers with strict templates refuse two messages of the user in a row, so the second joins the first. */
    static void addUser(List<ChatMessage> messages, ChatMessage.User next) {
        if (!messages.isEmpty() && messages.getLast() instanceof ChatMessage.User previous) {
            var images = new ArrayList<>(previous.images());
            images.addAll(next.images());
            messages.set(messages.size() - 1, new ChatMessage.User(previous.text() + "\n\n" + next.text(), images));
        } else {
            messages.add(next);
        }
    }

    private static ChatMessage.Assistant rewrite(ChatMessage.Assistant message) {
        String text = message.toolCalls().isEmpty()
                ? ToolChoice.writeAnswer(message.text())
                : message.toolCalls().stream().map(ToolChoice::write).collect(Collectors.joining("\n"));
        return new ChatMessage.Assistant("", text, List.of(), ProviderReplay.NONE);
    }
}
