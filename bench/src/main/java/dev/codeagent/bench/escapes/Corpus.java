package dev.codeagent.bench.escapes;

import dev.codeagent.bench.rig.WrongUse;
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

/** Reads the cases: those that come with the benchmark, a file a theme, and those of a file that adds more. */
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
            "git",
            "builds",
            "races",
            "terminal");

    private Corpus() {}

    /** All that come with the benchmark. {@code addresses} are the host's, over which cases of services go. */
    static List<Case> bundled(List<String> addresses) throws IOException {
        var cases = new ArrayList<Case>();
        for (String theme : THEMES) {
            String name = "/escapes/" + theme + ".yaml";
            try (InputStream in = Corpus.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new WrongUse("the benchmark lacks its cases " + name);
                }
                cases.addAll(
                        read(name, new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8), addresses));
            }
        }
        return unique(cases);
    }

    static List<Case> file(Path file, List<String> addresses) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new WrongUse("there is no file of cases " + file);
        }
        return read(file.toString(), Files.readString(file), addresses);
    }

    /** WrongUse, with the file and the case, where something is not as docs/escapes.md says. */
    static List<Case> read(String source, String yaml, List<String> addresses) {
        Object root;
        try {
            root = new Load(LoadSettings.builder().setLabel(source).build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new WrongUse(source + " is not YAML: " + e.getMessage(), e);
        }
        var file = new Entry(source, root);
        file.allow("theme", "defaults", "cases");
        String theme = file.text("theme");
        Entry defaults = file.has("defaults") ? file.inner("defaults") : new Entry(source, Map.of());
        return file.list("cases").stream()
                .flatMap(c -> new CaseReader(theme, new Entry(source, c).under(defaults), addresses).cases().stream())
                .toList();
    }

    /** Fails where two cases have one id. */
    static List<Case> unique(List<Case> cases) {
        cases.stream()
                .collect(Collectors.groupingBy(Case::id, Collectors.counting()))
                .forEach((id, count) -> {
                    if (count > 1) {
                        throw new WrongUse(count + " cases have the id " + id);
                    }
                });
        return List.copyOf(cases);
    }

    static Map<String, List<Case>> byTheme(List<Case> cases) {
        return cases.stream()
                .collect(Collectors.groupingBy(Case::theme, java.util.LinkedHashMap::new, Collectors.toList()));
    }
}
