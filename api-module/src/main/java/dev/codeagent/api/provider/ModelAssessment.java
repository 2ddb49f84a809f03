package dev.codeagent.api.provider;

import java.util.List;
import java.util.Optional;

/**
 * What a probe of a model on a model server found.
 *
 * @param contextTokens the window with which the model is loaded; 0 if the server does not tell
 * @param tools how the model can be given tools
 * @param structuredOutput whether an answer followed a JSON schema
 * @param tokensPerSecond the speed of an answer after its first token; 0 if it could not be measured
 * @param remarks what limits the work with the model, as sentences
 */
public record ModelAssessment(
        String model,
        int contextTokens,
        Tools tools,
        boolean structuredOutput,
        double tokensPerSecond,
        Grade grade,
        List<String> remarks) {
    public ModelAssessment {
        remarks = List.copyOf(remarks);
    }

    /** How a model can be given tools. */
    public enum Tools {
        /** It calls them through the API of its provider. */
        NATIVE,
        /** It chooses one under a JSON schema. */
        SCHEMA,
        /** It writes a call as text if its instructions ask for that. */
        TEXT,
        /** No probe got a call. */
        NONE
    }

    /** How well agents can work with a model. */
    public enum Grade {
        GOOD,
        LIMITED,
        POOR,
        /** Agents cannot work with it. */
        UNUSABLE
    }

    /** What the probe found, in place of what was known before. */
    public ModelTraits applyTo(ModelTraits known) {
        return known.withContextTokens(contextTokens > 0 ? contextTokens : known.contextTokens())
                .withSupport(
                        ModelTraits.Support.of(tools == Tools.NATIVE),
                        known.images(),
                        known.thinking(),
                        ModelTraits.Support.of(structuredOutput),
                        known.fillInMiddle());
    }

    /** Why an agent that works with tools cannot use the model; empty if it can. */
    public Optional<String> refusal() {
        return grade == Grade.UNUSABLE ? Optional.of(String.join(" ", remarks)) : Optional.empty();
    }

    /** The result in one line, for a list and a session. */
    public String summary() {
        String window = contextTokens > 0 ? ", window of " + contextTokens + " tokens" : "";
        String speed = tokensPerSecond > 0 ? ", " + Math.round(tokensPerSecond * 10) / 10.0 + " tokens/s" : "";
        String limits = remarks.isEmpty() ? "" : ". " + String.join(" ", remarks);
        return grade.name().toLowerCase(java.util.Locale.ROOT) + ": tools "
                + switch (tools) {
                    case NATIVE -> "through the API";
                    case SCHEMA -> "through a JSON schema";
                    case TEXT -> "through its instructions";
                    case NONE -> "not at all";
                }
                + window
                + speed
                + limits;
    }
}
