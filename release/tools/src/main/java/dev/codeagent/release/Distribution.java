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

/**
 * Selects the files of a built tree that are shipped, and their paths in the distribution. {@code Installation} of the
 * CLI uses the same paths.
 */
final class Distribution {
    /** Maps files and directories of the distribution to their paths in the tree. */
    private static final Map<String, String> SOURCES = sources();

    /** Class data archives are valid for one Java build only; log files are left over from builds and runs. */
    private static final List<String> EXCLUDED_EXTENSIONS = List.of(".jsa", ".aot", ".log");

    private Distribution() {}

    private static Map<String, String> sources() {
        var sources = new LinkedHashMap<String, String>();
        Stream.of("codeagent", "codeagent.cmd", "LICENSE", "README.md", "CHANGELOG.md", "docs", "demo")
                .forEach(name -> sources.put(name, name));
        sources.put("cli", "clients/cli/target/cli");
        sources.put("server", "ear/micro/target/server");
        sources.put("fake-model", "fake-model/target/fake-model");
        return sources;
    }

    static SortedSet<DistributionFile> collectFiles(Path tree) {
        var files = new TreeSet<DistributionFile>();
        SOURCES.forEach((name, path) -> {
            Path source = tree.resolve(path);
            if (!Files.exists(source)) {
                throw new ReleaseException(source + " is missing; build the tree with `mvn -DskipTests verify`");
            }
            add(files, name, source);
        });
        return files;
    }

    private static void add(SortedSet<DistributionFile> files, String name, Path source) {
        try (Stream<Path> all = Files.walk(source)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> isIncluded(source.relativize(file)))
                    .map(file -> new DistributionFile(
                            entryName(name, source.relativize(file)), file, Files.isExecutable(file)))
                    .forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isIncluded(Path relative) {
        String name = relative.toString();
        return EXCLUDED_EXTENSIONS.stream().noneMatch(name::endsWith)
                && Stream.iterate(relative, p -> p != null, Path::getParent).noneMatch(p -> p.endsWith("target"));
    }

    private static String entryName(String folder, Path relative) {
        String below = relative.toString().replace('\\', '/');
        return below.isEmpty() ? folder : folder + "/" + below;
    }
}
