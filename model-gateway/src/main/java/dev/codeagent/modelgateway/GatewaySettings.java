package dev.codeagent.modelgateway;

import java.util.List;

/**
 * The settings of the gateway from its configuration file.
 *
 * @param name distinguishes the containers of this gateway from those of others on the same engine
 * @param volume the volume with the model files
 * @param subnet the address range from which the models' network is allocated
 */
record GatewaySettings(String name, String volume, String subnet, List<ModelSettings> models) {
    GatewaySettings {
        models = List.copyOf(models);
    }
}
