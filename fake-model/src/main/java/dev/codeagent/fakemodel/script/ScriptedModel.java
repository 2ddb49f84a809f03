package dev.codeagent.fakemodel.script;

import java.util.List;

/**
 * A model in the lists of the server: an {@code embedding} model has no chat, and one that is not {@code installed} can
 * be downloaded. {@code window} 0 is no limit.
 */
public record ScriptedModel(String id, Size size, boolean embedding, boolean installed, List<String> capabilities) {
    private static final int DEFAULT_MAX_OUTPUT = 8_192;

    public ScriptedModel {
        capabilities = List.copyOf(capabilities);
    }

    /** The context window and the largest answer in tokens, and the size of the file in bytes. */
    public record Size(int window, int maxOutput, long bytes) {
        /** Returns the window for a list of models, which needs a number. */
        public int listedWindow() {
            return window == 0 ? 131_072 : window;
        }
    }

    static ScriptedModel parse(ScriptNode node) {
        if (node.value() instanceof jakarta.json.JsonString) {
            return withDefaults(node.asString());
        }
        node.requireOnlyFields("id", "window", "maxOutput", "bytes", "embedding", "installed", "capabilities");
        return new ScriptedModel(
                node.require("id").asString(),
                new Size(
                        node.get("window")
                                .map(n -> (int) n.asLong(1, Integer.MAX_VALUE))
                                .orElse(0),
                        node.get("maxOutput")
                                .map(n -> (int) n.asLong(1, Integer.MAX_VALUE))
                                .orElse(DEFAULT_MAX_OUTPUT),
                        node.get("bytes").map(n -> n.asLong(1, Long.MAX_VALUE)).orElse(1_000_000L)),
                node.get("embedding").map(ScriptNode::asBoolean).orElse(false),
                node.get("installed").map(ScriptNode::asBoolean).orElse(true),
                node.get("capabilities")
                        .map(n -> n.asArray().stream().map(ScriptNode::asString).toList())
                        .orElse(List.of("completion", "tools")));
    }

    /** Returns a model that only has a name. */
    public static ScriptedModel withDefaults(String id) {
        return new ScriptedModel(
                id, new Size(0, DEFAULT_MAX_OUTPUT, 1_000_000), false, true, List.of("completion", "tools"));
    }
}
