package dev.codeagent.fakemodel;

import dev.codeagent.fakemodel.script.Script;
import dev.codeagent.fakemodel.script.ScriptedModel;
import dev.codeagent.fakemodel.wire.RequestException;
import java.util.List;
import java.util.stream.Collectors;

/** The models of the script. Without models in the script it lists one and serves every name. */
record ModelCatalog(Script script) {

    List<ScriptedModel> all() {
        return script.models().isEmpty() ? List.of(ScriptedModel.withDefaults("scripted-1")) : script.models();
    }

    ScriptedModel requireChat(String id) {
        ScriptedModel model = require(id);
        if (model.embedding()) {
            throw RequestException.badRequest("\"" + id + "\" does not support chat; it is an embedding model");
        }
        return model;
    }

    /** Returns a model; the first one if the request names none. */
    ScriptedModel require(String id) {
        if (script.models().isEmpty()) {
            return id.isEmpty() ? all().getFirst() : ScriptedModel.withDefaults(id);
        }
        return all().stream()
                .filter(m -> m.id().equals(id) || m.id().equals(id + ":latest"))
                .findFirst()
                .orElseThrow(() -> RequestException.notFound("unknown model '" + id + "'; use one of "
                        + all().stream().map(ScriptedModel::id).collect(Collectors.joining(", "))));
    }
}
