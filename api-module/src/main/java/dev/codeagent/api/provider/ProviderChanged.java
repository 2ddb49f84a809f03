package dev.codeagent.api.provider;

/** A provider was added, changed or removed. */
public record ProviderChanged(String provider, Change change) {

    /** What happened to the provider. */
    public enum Change {
        ADDED,
        CHANGED,
        REMOVED
    }
}
