package dev.codeagent.config;

import java.time.Duration;
import java.util.List;

/**
 * The settings below {@code git}: how the server works with repositories on other servers.
 *
 * @param fetchTimeout time limit of one transfer
 * @param maxBytes size limit of the mirror of one project
 * @param privateHosts git servers whose addresses may be private
 */
public record GitSettings(Duration fetchTimeout, long maxBytes, List<String> privateHosts) {
    public GitSettings {
        privateHosts = List.copyOf(privateHosts);
    }
}
