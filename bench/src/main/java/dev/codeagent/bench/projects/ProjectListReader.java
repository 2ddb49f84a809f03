package dev.codeagent.bench.projects;

import dev.codeagent.bench.harness.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the list of projects: the bundled one or a file. */
final class ProjectListReader {
    private static final String BUNDLED = "/projects/foreign.yaml";
    private static final Set<String> KEYS = Set.of("name", "tool", "archive", "sha256", "passes");

    private ProjectListReader() {}

    static List<ThirdPartyProject> read(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            if (!Files.isRegularFile(file.get())) {
                throw new UsageException("'" + file.get() + "' is not a file; give a YAML list of projects");
            }
            return read(file.get().toString(), Files.readString(file.get()));
        }
        try (InputStream in = ProjectListReader.class.getResourceAsStream(BUNDLED)) {
            return read(BUNDLED, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** @throws UsageException with the source and the entry if the list is invalid */
    static List<ThirdPartyProject> read(String source, String yaml) {
        Object root;
        try {
            root = new Load(LoadSettings.builder().setLabel(source).build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new UsageException(source + " is not YAML: " + e.getMessage(), e);
        }
        if (!(root instanceof List<?> entries)) {
            throw new UsageException(source + " must be a list of projects");
        }
        return entries.stream().map(entry -> readProject(source, entry)).toList();
    }

    private static ThirdPartyProject readProject(String source, Object entry) {
        if (!(entry instanceof Map<?, ?> map) || !map.keySet().equals(KEYS)) {
            throw new UsageException(
                    source + ": a project needs exactly the keys " + String.join(", ", KEYS) + ", not " + entry);
        }
        if (!(map.get("passes") instanceof Integer passes)) {
            throw new UsageException(source + ": 'passes' of " + map.get("name") + " must be a whole number");
        }
        return new ThirdPartyProject(
                String.valueOf(map.get("name")),
                String.valueOf(map.get("tool")),
                String.valueOf(map.get("archive")),
                String.valueOf(map.get("sha256")),
                passes);
    }
}
