package dev.codeagent.fakemodel.wire;

import jakarta.json.JsonObject;

/** What all endpoints of a vendor share: the header with the key, and the form of errors. */
public interface Dialect {
    /** The name in the log. */
    String name();

    /** The header with the key; {@code Authorization} has the scheme {@code Bearer}. */
    default String keyHeader() {
        return "Authorization";
    }

    /** Returns the body of an error response. */
    JsonObject error(WireError error);
}
