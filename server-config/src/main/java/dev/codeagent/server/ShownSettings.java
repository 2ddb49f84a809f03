package dev.codeagent.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the server would start with, as far as it may be shown: named one by one, so that no secret is among it. */
record ShownSettings(Configuration configuration, Path data, int port) {

    String json() {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("file", configuration.file().map(Path::toString).orElse(""));
        shown.put("data", data.toString());
        shown.put("host", configuration.get("gateway.host"));
        shown.put("port", port);
        shown.put("database", database());
        shown.put("keyFile", SystemProperties.keyFile(configuration).toString());
        shown.put("allowPlain", Boolean.parseBoolean(configuration.get("sandbox.allowPlain")));
        shown.put("providers", providers());
        return Json.write(shown);
    }

    /** Without what stands before the host and behind the name: a password may be there. */
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
