package dev.codeagent.bench.localmodel;

import dev.codeagent.bench.harness.GitRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A bug to fix, with a test that fails.
 *
 * @param files the content of each file by its path
 */
record RepairTask(String name, String language, String request, Map<String, String> files) {
    private static final String TASKS = "/local-model/tasks.yaml";
    private static final List<String> BUILD_OUTPUT = List.of("target", ".git");

    RepairTask {
        files = Map.copyOf(files);
    }

    /** The bundled tasks and the bug of the demo project, whose POM the Java tasks use. */
    static List<RepairTask> all(Path root) throws IOException {
        var tasks = new ArrayList<RepairTask>();
        Map<String, String> demo = readTree(root.resolve("demo/project"));
        try (InputStream in = RepairTask.class.getResourceAsStream(TASKS)) {
            Object entries = new Load(LoadSettings.builder().setLabel(TASKS).build())
                    .loadFromString(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            for (Object entry : (List<?>) entries) {
                tasks.add(read((Map<?, ?>) entry, demo.getOrDefault("pom.xml", "")));
            }
        }
        tasks.add(new RepairTask("demo", "java", Files.readString(root.resolve("demo/prompt.txt")), demo));
        return tasks;
    }

    private static RepairTask read(Map<?, ?> entry, String pom) {
        var files = new TreeMap<String, String>();
        if (entry.get("files") instanceof Map<?, ?> given) {
            given.forEach((path, text) -> files.put(path.toString(), text.toString()));
        }
        String language = text(entry, "language");
        if (language.equals("java")) {
            files.put("pom.xml", pom);
        }
        return new RepairTask(text(entry, "name"), language, text(entry, "request"), files);
    }

    private static String text(Map<?, ?> entry, String field) {
        if (entry.get(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(TASKS + ": a task has no field '" + field + "'");
    }

    private static Map<String, String> readTree(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String relative = folder.relativize(path).toString();
                if (BUILD_OUTPUT.stream().noneMatch(b -> relative.startsWith(b + "/"))) {
                    files.put(relative, Files.readString(path));
                }
            }
        }
        return files;
    }

    /** Writes the files into a new repository. */
    GitRepository create(Path folder) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return GitRepository.initialize(folder);
    }
}
