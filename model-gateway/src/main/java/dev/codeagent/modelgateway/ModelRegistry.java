package dev.codeagent.modelgateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** All models of a gateway. */
final class ModelRegistry implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ModelRegistry.class.getName());

    private final Map<String, ManagedModel> all = new LinkedHashMap<>();

    ModelRegistry(List<ModelSettings> entries, ModelRunner runner, TimeSource time, Executor threads) {
        entries.forEach(e -> all.put(e.name(), new ManagedModel(e, runner, time, threads)));
    }

    List<ManagedModel> all() {
        return List.copyOf(all.values());
    }

    ManagedModel require(String name) {
        ManagedModel found = all.get(name);
        if (found == null) {
            throw GatewayError.MODEL_NOT_FOUND.exceptionFor(
                    "'" + name + "':", "(configured: " + String.join(", ", all.keySet()) + ")");
        }
        return found;
    }

    /** Maintains each model; called every few seconds. */
    void maintain() {
        for (ManagedModel model : all.values()) {
            try {
                model.maintain();
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "model maintenance failed model={0}: {1}",
                        model.settings().name(),
                        e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        for (ManagedModel model : all.values()) {
            try {
                model.stop();
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "model stop failed model={0}: {1}",
                        model.settings().name(),
                        e.getMessage());
            }
        }
    }
}
