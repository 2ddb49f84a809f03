package dev.codeagent.cli.dev;

import dev.codeagent.cli.dev.ModuleGraph.Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The sources of the server: which are watched, and what a change of them requires. */
record SourceTree(Path root, ModuleGraph modules) {
    static final String WEB_APP = ModuleGraph.WAR_MODULE + "/src/main/webapp";

    /** The folders of POMs that describe the WAR as a whole. */
    private static final List<String> ASSEMBLY_FOLDERS = List.of("", "ear", ModuleGraph.WAR_MODULE);

    static SourceTree read(Path root) {
        return new SourceTree(root, ModuleGraph.read(root));
    }

    Path javaFolder(Module module) {
        return root.resolve(module.path()).resolve("src/main/java");
    }

    Path resourcesFolder(Module module) {
        return root.resolve(module.path()).resolve("src/main/resources");
    }

    /** Every watched file, with what tells that it changed. */
    Map<Path, String> snapshot() {
        var files = new HashMap<Path, String>();
        List<String> moduleFolders = Stream.concat(modules.deployed().stream(), modules.outsideWar().stream())
                .map(Module::path)
                .toList();
        Stream.of(
                        moduleFolders.stream()
                                .map(folder -> root.resolve(folder).resolve("src/main")),
                        Stream.of(root.resolve(WEB_APP)),
                        Stream.concat(ASSEMBLY_FOLDERS.stream(), moduleFolders.stream())
                                .map(folder -> root.resolve(folder).resolve("pom.xml")))
                .flatMap(paths -> paths)
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

    private static Optional<String> fingerprint(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not what editors keep beside a file while they write it. */
    private static boolean isWatched(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && !name.startsWith(".") && !name.startsWith("#") && !name.endsWith("~");
    }

    /**
     * The part of the WAR that the file belongs to: the path of a module, or {@link #WEB_APP}. Empty for a file that needs
     * a build with Maven and a restart of the server.
     */
    Optional<String> findDeployedPart(Path file) {
        Path relative = root.relativize(file);
        return Stream.concat(modules.deployed().stream().map(Module::path), Stream.of(WEB_APP))
                .filter(path -> relative.startsWith(path) && !relative.endsWith("pom.xml"))
                .findFirst();
    }
}
