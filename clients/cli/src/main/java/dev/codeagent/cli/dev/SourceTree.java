package dev.codeagent.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sources of the server, and what a change in them asks for. */
record SourceTree(Path root) {
    /** The modules in the WAR, each after those that it is compiled against. */
    static final List<String> MODULES = List.of("api-module", "persistence", "ejb-module", "web-module");

    /** What every other module is compiled against. */
    static final String API_MODULE = "api-module";

    static final String WEB_APP = "ear/micro/src/main/webapp";

    /** Outside of the WAR: Maven builds it, and it takes another start of the server. */
    private static final List<String> MAVEN_BUILT_SOURCES = List.of("server-config/src/main", "executor/src/main");

    private static final List<String> POM_FOLDERS = List.of(
            "",
            "ear",
            "ear/micro",
            "server-config",
            "executor",
            "api-module",
            "persistence",
            "ejb-module",
            "web-module");

    boolean isComplete() {
        return MODULES.stream().allMatch(module -> Files.isDirectory(javaFolder(module)));
    }

    Path javaFolder(String module) {
        return root.resolve(module).resolve("src/main/java");
    }

    Path resourcesFolder(String module) {
        return root.resolve(module).resolve("src/main/resources");
    }

    /** Every watched file, with what tells that it changed. */
    Map<Path, String> snapshot() {
        var files = new HashMap<Path, String>();
        Stream.of(
                        MODULES.stream().map(module -> module + "/src/main"),
                        MAVEN_BUILT_SOURCES.stream(),
                        Stream.of(WEB_APP),
                        POM_FOLDERS.stream().map(folder -> folder + "/pom.xml"))
                .flatMap(paths -> paths)
                .map(path -> root.resolve(path.startsWith("/") ? path.substring(1) : path))
                .filter(Files::exists)
                .forEach(path -> addFingerprints(files, path));
        return files;
    }

    private static void addFingerprints(Map<Path, String> files, Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            all.filter(SourceTree::isWatched)
                    .forEach(file -> fingerprint(file).ifPresent(fingerprint -> files.put(file, fingerprint)));
        } catch (UncheckedIOException | IOException e) {
            // A folder vanished under the walk; the next look sees the tree as it is then.
            files.put(path, "changing");
        }
    }

    private static java.util.Optional<String> fingerprint(Path file) {
        try {
            return java.util.Optional.of(Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file));
        } catch (NoSuchFileException e) {
            return java.util.Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not what editors keep beside a file while they write it. */
    private static boolean isWatched(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && !name.startsWith(".") && !name.startsWith("#") && !name.endsWith("~");
    }

    /** The module of the WAR that the file belongs to; empty where Maven must build. */
    java.util.Optional<String> findModule(Path file) {
        Path relative = root.relativize(file);
        return Stream.concat(MODULES.stream(), Stream.of(WEB_APP))
                .filter(path -> relative.startsWith(path) && !relative.endsWith("pom.xml"))
                .findFirst();
    }
}
