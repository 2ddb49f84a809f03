package dev.codeagent.tests.system;

import dev.codeagent.tests.anyserver.ServerEnvironment;
import java.util.Map;

/** The servers of this module can be published by a reverse proxy, as docs/reverse-proxy.md describes. */
public final class ReverseProxyEnvironment implements ServerEnvironment {
    @Override
    public Map<String, String> environment() {
        return Map.of(
                "CODEAGENT_GATEWAY_HOSTS", "agents.example.org",
                "CODEAGENT_GATEWAY_TRUSTEDPROXIES", "127.0.0.1",
                "CODEAGENT_GATEWAY_BASEPATH", "/codeagent");
    }
}
