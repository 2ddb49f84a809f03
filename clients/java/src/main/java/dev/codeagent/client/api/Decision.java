package dev.codeagent.client.api;

import java.util.Optional;

/** The body that answers an approval: approve or deny. With the digest it answers only the call that was shown. */
public record Decision(String decision, Optional<String> scope, Optional<String> digest) {
    public static Decision approve(String digest) {
        return new Decision("approve", Optional.empty(), Optional.of(digest));
    }

    public static Decision deny(String digest) {
        return new Decision("deny", Optional.empty(), Optional.of(digest));
    }
}
