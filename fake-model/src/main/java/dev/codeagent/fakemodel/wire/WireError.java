package dev.codeagent.fakemodel.wire;

import java.util.Optional;

/**
 * An error in neutral terms; each dialect has its own form of it. {@code type} overrides the type that the dialect has
 * for the status; {@code retryInfo} is a duration in the body, such as {@code 2.5s}.
 */
public record WireError(int status, Optional<String> type, String message, Optional<String> retryInfo) {

    public static WireError of(int status, String message) {
        return new WireError(status, Optional.empty(), message, Optional.empty());
    }

    public static WireError of(int status, String type, String message) {
        return new WireError(status, Optional.of(type), message, Optional.empty());
    }
}
