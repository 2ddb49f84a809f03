package dev.codeagent.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What of a built tree is shipped, and where it lies in the distribution. The client's {@code Installation} knows it too. */
final class Distribution {
    /** Folder or file of the distribution, and its place in the tree. */
    private static final Map<String, String> PLACES = places();

    /** Archives of loaded classes fit one Java only; the rest is what running and building leave behind. */
    private static final List<String> LEFT_OUT = List.of(".jsa", ".aot", ".log");

    private Distribution() {}

    private static Map<String, String> places() {
        var places = new LinkedHashMap<String, String>();
        Stream.of("codeagent", "codeagent.cmd", "LICENSE", "README.md", "CHANGELOG.md", "docs", "demo")
                .forEach(name -> places.put(name, name));
        places.put("cli", "clients/cli/target/cli");
        places.put("server", "ear/micro/target/server");
        places.put("fake-model", "fake-model/target/fake-model");
        return places;
    }

    static SortedSet<PackedFile> of(Path tree) {
        var files = new TreeSet<PackedFile>();
        PLACES.forEach((name, place) -> {
            Path source = tree.resolve(place);
            if (!Files.exists(source)) {
                throw new ReleaseFailure(source + " is missing; build the tree with `mvn -DskipTests verify`");
            }
            add(files, name, source);
        });
        return files;
    }

    private static void add(SortedSet<PackedFile> files, String name, Path source) {
        try (Stream<Path> all = Files.walk(source)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> shipped(source.relativize(file)))
                    .map(file -> new PackedFile(name(name, source.relativize(file)), file, Files.isExecutable(file)))
                    .forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean shipped(Path relative) {
        String name = relative.toString();
        return LEFT_OUT.stream().noneMatch(name::endsWith)
                && Stream.iterate(relative, p -> p != null, Path::getParent).noneMatch(p -> p.endsWith("target"));
    }

    private static String name(String folder, Path relative) {
        String below = relative.toString().replace('\\', '/');
        return below.isEmpty() ? folder : folder + "/" + below;
    }
}
