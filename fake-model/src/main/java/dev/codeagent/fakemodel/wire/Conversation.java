package dev.codeagent.fakemodel.wire;

import dev.codeagent.fakemodel.wire.Message.Role;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request in neutral terms, with what selects a turn: model, agent, round, and the messages after the last turn. */
public record Conversation(String model, Options options, List<Message> messages) {
    private static final Pattern AGENT = Pattern.compile("\\Aagent: (\\S+)");
    private static final Pattern ROUND = Pattern.compile("\\Around: (\\d{1,6})");

    public Conversation {
        messages = List.copyOf(messages);
    }

    /** Options for the answer: as a stream, with the usage at its end, with thinking. */
    public record Options(boolean stream, boolean usageInStream, boolean thinking) {}

    /** Returns the agent named in the first line of the system message, or empty. */
    public String agent() {
        return firstMatch(Role.SYSTEM, AGENT).orElse("");
    }

    /** Returns the round named in the first user message; 1 if it names none. */
    public int round() {
        return firstMatch(Role.USER, ROUND).map(Integer::parseInt).orElse(1);
    }

    private Optional<String> firstMatch(Role role, Pattern pattern) {
        return messages.stream()
                .filter(m -> m.role() == role)
                .findFirst()
                .map(m -> pattern.matcher(m.text()))
                .filter(Matcher::find)
                .map(m -> m.group(1));
    }

    /** Returns the turns of the model so far. */
    public List<Message> turns() {
        return messages.stream().filter(m -> m.role() == Role.ASSISTANT).toList();
    }

    /** Returns the messages after the model's last turn; before its first turn, all but the system message. */
    public List<String> lastMessages() {
        return messagesSinceLastTurn().stream()
                .filter(m -> m.role() != Role.SYSTEM)
                .map(Message::text)
                .toList();
    }

    /** Returns the results of the tool calls of the model's last turn, in order. */
    public List<String> toolResults() {
        return messagesSinceLastTurn().stream()
                .filter(m -> m.role() == Role.TOOL)
                .map(Message::text)
                .toList();
    }

    private List<Message> messagesSinceLastTurn() {
        int from = messages.size();
        while (from > 0 && messages.get(from - 1).role() != Role.ASSISTANT) {
            from--;
        }
        return messages.subList(from, messages.size());
    }
}
