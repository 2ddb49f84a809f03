package dev.codeagent.providers.wire;

import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelTraits;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Models that a server could download: a short list in the resource {@code installable-models.json}, because the servers
 * have no API to search the registries that they load from. Any other model of a registry can be pulled by its name.
 */
public record InstallableModels(List<Model> models) {
    private static final JsonObject LISTS = read();

    /** @param server the name of a list in the resource */
    public static InstallableModels of(String server) {
        return new InstallableModels(LISTS.getJsonArray(server).getValuesAs(JsonObject.class).stream()
                .map(json -> new Model(
                        json.getString("id"),
                        json.getString("name"),
                        json.getJsonNumber("bytes").longValue(),
                        false,
                        ModelTraits.UNKNOWN.withContextTokens(json.getInt("contextTokens"))))
                .toList());
    }

    /** The installed models, then those that could be. */
    public List<Model> after(List<Model> installed) {
        Set<String> ids = installed.stream().map(model -> name(model.id())).collect(Collectors.toSet());
        var all = new ArrayList<Model>(installed);
        models.stream().filter(model -> !ids.contains(name(model.id()))).forEach(all::add);
        return all;
    }

    /** The id without what servers add to a name that people write. */
    private static String name(String id) {
        return id.replaceFirst("^docker\\.io/", "").replaceFirst(":latest$", "");
    }

    private static JsonObject read() {
        try (InputStream in = InstallableModels.class.getResourceAsStream("/providers/installable-models.json");
                var reader = Json.createReader(in)) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read installable-models.json", e);
        }
    }
}
