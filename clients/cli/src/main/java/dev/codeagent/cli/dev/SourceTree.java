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
    static final String CONTRACT = "api-module";

    static final String WEB_APP = "ear/micro/src/main/webapp";

    /** Outside of the WAR: Maven builds it, and it takes another start of the server. */
    private static final List<String> OUTSIDE = List.of("server-config/src/main", "sandbox/src/main");

    private static final List<String> POMS = List.of(
            "",
            "ear",
            "ear/micro",
            "server-config",
            "sandbox",
            "api-module",
            "persistence",
            "ejb-module",
            "web-module");

    boolean complete() {
        return MODULES.stream().allMatch(module -> Files.isDirectory(java(module)));
    }

    Path java(String module) {
        return root.resolve(module).resolve("src/main/java");
    }

    Path resources(String module) {
        return root.resolve(module).resolve("src/main/resources");
    }

    /** Every watched file, with what tells that it changed. */
    Map<Path, String> snapshot() {
        var files = new HashMap<Path, String>();
        Stream.of(
                        MODULES.stream().map(module -> module + "/src/main"),
                        OUTSIDE.stream(),
                        Stream.of(WEB_APP),
                        POMS.stream().map(folder -> folder + "/pom.xml"))
                .flatMap(places -> places)
                .map(place -> root.resolve(place.startsWith("/") ? place.substring(1) : place))
                .filter(Files::exists)
                .forEach(place -> add(files, place));
        return files;
    }

    private static void add(Map<Path, String> files, Path place) {
        try (Stream<Path> all = Files.walk(place)) {
            all.filter(SourceTree::watched).forEach(file -> stamp(file).ifPresent(stamp -> files.put(file, stamp)));
        } catch (UncheckedIOException | IOException e) {
            // A folder vanished under the walk; the next look sees the tree as it is then.
            files.put(place, "changing");
        }
    }

    private static java.util.Optional<String> stamp(Path file) {
        try {
            return java.util.Optional.of(Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file));
        } catch (NoSuchFileException e) {
            return java.util.Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not what editors keep beside a file while they write it. */
    private static boolean watched(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && !name.startsWith(".") && !name.startsWith("#") && !name.endsWith("~");
    }

    /** The module of the WAR that the file belongs to; empty where Maven must build. */
    java.util.Optional<String> module(Path file) {
        Path relative = root.relativize(file);
        return Stream.concat(MODULES.stream(), Stream.of(WEB_APP))
                .filter(place -> relative.startsWith(place) && !relative.endsWith("pom.xml"))
                .findFirst();
    }
}
