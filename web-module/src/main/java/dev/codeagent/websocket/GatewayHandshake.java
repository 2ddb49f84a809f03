package dev.codeagent.websocket;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Negotiates the extensions of a connection: compression, if the client may have it. */
public class GatewayHandshake extends ServerEndpointConfig.Configurator {

    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return requested.stream()
                .filter(PermessageDeflate::isAcceptable)
                .findFirst()
                .<List<Extension>>map(offer -> List.of(new PermessageDeflate(DeflatePool.SERVER)))
                .orElse(List.of());
    }
}
