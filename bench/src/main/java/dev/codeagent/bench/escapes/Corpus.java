package dev.codeagent.bench.escapes;

import dev.codeagent.bench.harness.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the cases: the bundled ones, one file per theme, and those of an additional file. */
final class Corpus {
    private static final List<String> THEMES = List.of(
            "symlinks",
            "arguments",
            "hangs",
            "proc",
            "privileges",
            "mounts",
            "namespaces",
            "kernel",
            "hogs",
            "network",
            "sockets",
            "survivors",
            "signals",
            "secrets",
            "identity-sandbox",
            "git",
            "builds",
            "races",
            "terminal",
            "environment",
            "executor-channel",
            "ipc",
            "seccomp",
            "verdict",
            "preparation",
            "caches");

    private Corpus() {}

    /** @param addresses the addresses of the host, for cases with {@code each: addresses} */
    static List<EscapeCase> readBundled(List<String> addresses) throws IOException {
        var cases = new ArrayList<EscapeCase>();
        for (String theme : THEMES) {
            String name = "/escapes/" + theme + ".yaml";
            try (InputStream in = Corpus.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new UsageException("the resource " + name + " is missing from the benchmark's jar");
                }
                cases.addAll(
                        read(name, new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8), addresses));
            }
        }
        return requireUniqueIds(cases);
    }

    static List<EscapeCase> readFile(Path file, List<String> addresses) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("'" + file + "' is not a file; give a YAML file of cases");
        }
        return read(file.toString(), Files.readString(file), addresses);
    }

    /** @throws UsageException with the file and the case if something is not as docs/escapes.md describes */
    static List<EscapeCase> read(String source, String yaml, List<String> addresses) {
        Object root;
        try {
            root = new Load(LoadSettings.builder().setLabel(source).build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new UsageException(source + " is not YAML: " + e.getMessage(), e);
        }
        var file = new YamlEntry(source, root);
        file.allowOnly("theme", "defaults", "cases");
        String theme = file.text("theme");
        YamlEntry defaults = file.has("defaults") ? file.nestedEntry("defaults") : new YamlEntry(source, Map.of());
        return file.list("cases").stream()
                .flatMap(c -> new CaseReader(theme, new YamlEntry(source, c).withDefaults(defaults), addresses)
                        .readCases().stream())
                .toList();
    }

    /** @throws UsageException if two cases have the same id */
    static List<EscapeCase> requireUniqueIds(List<EscapeCase> cases) {
        cases.stream()
                .collect(Collectors.groupingBy(EscapeCase::id, Collectors.counting()))
                .forEach((id, count) -> {
                    if (count > 1) {
                        throw new UsageException(count + " cases have the id " + id);
                    }
                });
        return List.copyOf(cases);
    }

    static Map<String, List<EscapeCase>> groupByTheme(List<EscapeCase> cases) {
        return cases.stream()
                .collect(Collectors.groupingBy(EscapeCase::theme, java.util.LinkedHashMap::new, Collectors.toList()));
    }
}
