package dev.codeagent.fakemodel.wire;

import java.util.List;

/**
 * A message in neutral terms; {@code answeredCall} is the id of the call that a tool message answers, or its name on
 * wires without ids.
 */
public record Message(Role role, String text, List<Reasoning> reasoning, List<Call> calls, String answeredCall) {
    public Message {
        reasoning = List.copyOf(reasoning);
        calls = List.copyOf(calls);
    }

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }

    /** Reasoning that a client sends back; an empty signature means none. */
    public record Reasoning(String text, String signature) {}

    /** A tool call that a client sends back; the signature is that of the call itself. */
    public record Call(String id, String name, String signature) {}

    public static Message of(Role role, String text) {
        return new Message(role, text, List.of(), List.of(), "");
    }

    public static Message toolResult(String call, String text) {
        return new Message(Role.TOOL, text, List.of(), List.of(), call);
    }

    public static Message assistant(String text, List<Reasoning> reasoning, List<Call> calls) {
        return new Message(Role.ASSISTANT, text, reasoning, calls, "");
    }
}
