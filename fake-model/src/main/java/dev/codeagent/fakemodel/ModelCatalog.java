package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.script.Script;
import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.RequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The models of the script, and which of them are installed and loaded for a key. Without models in the script it lists
 * one and serves every name.
 */
final class ModelCatalog {
    private final Script script;
    private final Map<String, Set<String>> installed = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> loaded = new ConcurrentHashMap<>();

    ModelCatalog(Script script) {
        this.script = script;
    }

    private List<ScriptedModel> all() {
        return script.models().isEmpty() ? List.of(ScriptedModel.withDefaults("scripted-1")) : script.models();
    }

    private Set<String> installedIds(String key) {
        return installed.computeIfAbsent(
                key,
                k -> all().stream()
                        .filter(ScriptedModel::installed)
                        .map(ScriptedModel::id)
                        .collect(Collectors.toCollection(ConcurrentHashMap::newKeySet)));
    }

    private Set<String> loadedIds(String key) {
        return loaded.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet());
    }

    List<ScriptedModel> installed(String key) {
        return all().stream().filter(m -> installedIds(key).contains(m.id())).toList();
    }

    List<ScriptedModel> loaded(String key) {
        return all().stream().filter(m -> loadedIds(key).contains(m.id())).toList();
    }

    /** Returns a model that can be installed. */
    Optional<ScriptedModel> find(String id) {
        return all().stream()
                .filter(m -> m.id().equals(id) || m.id().equals(id + ":latest"))
                .findFirst();
    }

    void install(String key, ScriptedModel model) {
        installedIds(key).add(model.id());
    }

    void delete(String key, ScriptedModel model) {
        installedIds(key).remove(model.id());
        loadedIds(key).remove(model.id());
    }

    void load(String key, ScriptedModel model) {
        loadedIds(key).add(model.id());
    }

    void unload(String key, String id) {
        loadedIds(key).remove(id);
    }

    /** Returns an installed model with chat, which is loaded then. */
    ScriptedModel requireChat(String key, String id) {
        ScriptedModel model = require(key, id);
        if (model.embedding()) {
            throw RequestException.badRequest("\"" + id + "\" does not support chat; it is an embedding model");
        }
        load(key, model);
        return model;
    }

    /** Returns an installed model; the first one if the request names none and the script has no models. */
    ScriptedModel require(String key, String id) {
        if (script.models().isEmpty()) {
            return id.isEmpty() ? all().getFirst() : ScriptedModel.withDefaults(id);
        }
        return find(id).filter(m -> installedIds(key).contains(m.id()))
                .orElseThrow(() -> RequestException.notFound("unknown model '" + id + "'; use one of "
                        + installed(key).stream().map(ScriptedModel::id).collect(Collectors.joining(", "))));
    }
}
