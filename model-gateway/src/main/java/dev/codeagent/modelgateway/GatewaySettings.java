package dev.codeagent.modelgateway;

import java.util.List;

/**
 * What the gateway's file says.
 *
 * @param name tells this gateway's containers from others' on the same engine
 * @param volume where the models lie
 * @param subnet the range that the models' network is cut out of
 */
public record GatewaySettings(String name, String volume, String subnet, List<ModelSettings> models) {
    public GatewaySettings {
        models = List.copyOf(models);
    }
}
