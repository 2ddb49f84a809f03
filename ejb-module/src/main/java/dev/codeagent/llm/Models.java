package dev.codeagent.llm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The models of a gateway. */
public final class Models implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Models.class.getName());

    private final Map<String, ManagedModel> all = new LinkedHashMap<>();

    public Models(List<ModelEntry> entries, ModelHost host, Pace pace, Executor threads) {
        entries.forEach(e -> all.put(e.name(), new ManagedModel(e, host, pace, threads)));
    }

    List<ManagedModel> all() {
        return List.copyOf(all.values());
    }

    ManagedModel named(String name) {
        ManagedModel found = all.get(name);
        if (found == null) {
            throw Complaint.MODEL_NOT_FOUND.about(
                    "'" + name + "':", "(configured: " + String.join(", ", all.keySet()) + ")");
        }
        return found;
    }

    /** Looks after each; to be called every few seconds. */
    public void look() {
        for (ManagedModel model : all.values()) {
            try {
                model.look();
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "model not examined model={0}: {1}",
                        model.entry().name(),
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
                        "model not stopped model={0}: {1}",
                        model.entry().name(),
                        e.getMessage());
            }
        }
    }
}
