package dev.codeagent.providers.ollama;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The context window to request for each model. Ollama cuts a conversation silently at the window with which it loaded
 * the model, usually far below the model's own, and loads the model again when a request names another one. So the window
 * is large enough for the conversation, grows in few steps, and never shrinks.
 */
final class ContextWindows {
    private static final int SMALLEST = 8_192;
    private static final int LARGEST = 262_144;
    private static final double CHARS_PER_TOKEN = 3;
    private static final int DEFAULT_OUTPUT_TOKENS = 4_096;

    private final ConcurrentHashMap<String, Integer> requested = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Integer> limits = new ConcurrentHashMap<>();

    /** The window of the model itself, which no request exceeds, as the server tells it; 0 if unknown. */
    void limit(String model, int tokens) {
        if (tokens > 0) {
            limits.put(model, tokens);
        }
    }

    /** The window for a request of this length, together with its answer. */
    int forRequest(String model, int modelWindow, int chars, int maxOutputTokens) {
        if (modelWindow > 0) {
            limits.putIfAbsent(model, modelWindow);
        }
        double needed = chars / CHARS_PER_TOKEN + (maxOutputTokens > 0 ? maxOutputTokens : DEFAULT_OUTPUT_TOKENS);
        int window = SMALLEST;
        while (window < needed && window < LARGEST) {
            window *= 2;
        }
        int grown = requested.merge(model, window, Math::max);
        return Math.min(grown, limits.getOrDefault(model, grown));
    }

    /** The window of the latest request; 0 if there was none. */
    int current(String model) {
        int latest = requested.getOrDefault(model, 0);
        return Math.min(latest, limits.getOrDefault(model, latest));
    }
}
