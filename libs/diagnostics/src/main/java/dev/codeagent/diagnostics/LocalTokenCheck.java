package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.security.LocalToken;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks that only the user of the server can use it.
 *
 * @param enabled {@code security.localToken}
 */
public record LocalTokenCheck(boolean enabled, Path data) implements Check {
    @Override
    public String name() {
        return "identity";
    }

    @Override
    public List<Finding> run() {
        return List.of(
                enabled
                        ? Finding.ok(name(), "requests need the token in " + LocalToken.file(data))
                        : Finding.warn(
                                name(),
                                "security.localToken is false",
                                "every program and user that reaches the port can use the server",
                                "remove security.localToken from the configuration and restart the server"));
    }
}
