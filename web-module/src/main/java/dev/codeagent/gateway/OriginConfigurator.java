package dev.codeagent.gateway;

import jakarta.websocket.server.ServerEndpointConfig;
import org.eclipse.microprofile.config.ConfigProvider;

/** Rejects WebSocket handshakes from pages of another origin. */
public class OriginConfigurator extends ServerEndpointConfig.Configurator {
    private final LoopbackOriginPolicy originPolicy = new LoopbackOriginPolicy(ConfigProvider.getConfig()
            .getOptionalValue("gateway.port", Integer.class)
            .orElse(8080));

    @Override
    public boolean checkOrigin(String origin) {
        return originPolicy.isOriginAllowed(origin);
    }
}
