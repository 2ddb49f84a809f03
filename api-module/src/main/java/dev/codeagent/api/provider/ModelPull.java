package dev.codeagent.api.provider;

/**
 * The download of a model to the server of a provider.
 *
 * @param status what the server does now, in its own words
 * @param totalBytes 0 if unknown
 * @param bytesPerSecond the rate of the last seconds
 * @param secondsLeft the estimated time to the end; 0 if unknown
 * @param code the error code of a failure, else empty
 * @param message what a failure was, else empty
 */
public record ModelPull(
        String id,
        ProviderId provider,
        String model,
        State state,
        String status,
        long completedBytes,
        long totalBytes,
        long bytesPerSecond,
        long secondsLeft,
        String code,
        String message) {

    /** How far a download is. */
    public enum State {
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED
    }
}
