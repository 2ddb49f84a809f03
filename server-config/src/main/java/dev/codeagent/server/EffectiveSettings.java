package dev.codeagent.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The settings of a start without secrets: an explicit list of keys. */
record EffectiveSettings(Configuration configuration, Path data, int port) {

    String toJson() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("file", configuration.file().map(Path::toString).orElse(""));
        settings.put("data", data.toString());
        settings.put("host", configuration.get("gateway.host"));
        settings.put("port", port);
        settings.put("database", database());
        settings.put(
                "keyFile", SystemProperties.credentialsKeyFile(configuration).toString());
        settings.put("allowPlain", Boolean.parseBoolean(configuration.get("sandbox.allowPlain")));
        settings.put("localToken", Boolean.parseBoolean(configuration.get("security.localToken")));
        settings.put("providers", providers());
        return JsonFormatter.format(settings);
    }

    /** The database URL without user info and parameters, which may contain a password. */
    private String database() {
        return configuration
                .values()
                .getOrDefault("database.url", "")
                .replaceFirst("//[^@/]*@", "//")
                .replaceFirst("\\?.*", "");
    }

    private List<String> providers() {
        Object all = new Load(LoadSettings.builder().build())
                .loadFromString(configuration.values().getOrDefault("providers.configurations", "{}"));
        return !(all instanceof Map<?, ?> map)
                ? List.of()
                : map.values().stream()
                        .map(entry -> entry instanceof Map<?, ?> fields ? fields.get("baseUrl") : null)
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .toList();
    }
}
