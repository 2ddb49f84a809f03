package dev.codeagent.cli.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The application as a folder that the server can deploy. Each version has a folder of its own: a running one holds its
 * jars open, and nobody may write into those.
 */
record ExplodedWar(Path folder) {

    static ExplodedWar unpack(Path war, Path folder) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(war)) {
            copy(zip.getPath("/"), folder);
        }
        return new ExplodedWar(folder);
    }

    /** A copy in another folder, to put new parts into. */
    ExplodedWar copyTo(Path target) throws IOException {
        copy(folder, target);
        return new ExplodedWar(target);
    }

    /** Finds the jar of a module of this project by its artifact id. */
    Path findJar(String artifactId) throws IOException {
        try (Stream<Path> jars = Files.list(folder.resolve("WEB-INF/lib"))) {
            return jars.filter(jar -> jar.getFileName().toString().matches(artifactId + "-\\d.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the application has no jar of " + artifactId));
        }
    }

    /** Replaces a module's classes and resources; what else its jar has stays: its manifest, and what Maven put in. */
    void replaceModule(String artifactId, Path classes, Path resources) throws IOException {
        Path jar = findJar(artifactId);
        var entries = new TreeMap<String, byte[]>();
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            readEntries(zip.getPath("/"), file -> !file.toString().endsWith(".class"), entries);
        }
        if (Files.isDirectory(resources)) {
            readEntries(resources, file -> true, entries);
        }
        readEntries(classes, file -> true, entries);
        Path next = jar.resolveSibling(jar.getFileName() + ".new");
        writeJar(entries, next);
        Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    void overlay(Path webApp) throws IOException {
        copy(webApp, folder);
    }

    void delete() throws IOException {
        delete(folder);
    }

    static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> all = Files.walk(tree)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void readEntries(Path from, Predicate<Path> filter, Map<String, byte[]> entries) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).filter(filter).toList()) {
                entries.put(
                        from.relativize(file)
                                .toString()
                                .replace(from.getFileSystem().getSeparator(), "/"),
                        Files.readAllBytes(file));
            }
        }
    }

    private static void writeJar(Map<String, byte[]> entries, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                var zip = new ZipOutputStream(out)) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
