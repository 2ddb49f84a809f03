package dev.codeagent.architecture.promises;

import dev.codeagent.bench.BenchMain;
import dev.codeagent.release.ReleaseMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The product on the class path and in the repository, found without names of its modules and classes, because those
 * may change.
 *
 * @param root the root of the repository
 * @param classes the classes of all shipped modules
 * @param resources the resource files next to the classes, by path
 */
record Product(Path root, List<ClassFile> classes, Map<String, String> resources) {
    private static final String CLASS = ".class";
    private static final List<Path> NOT_SHIPPED = List.of(place(BenchMain.class), place(ReleaseMain.class));
    private static final List<String> TEXTS = List.of(".json", ".sql", ".xml");

    static Product onClassPath() {
        Path root = repository();
        var classes = new ArrayList<ClassFile>();
        var resources = new TreeMap<String, String>();
        for (Path entry : entries(root)) {
            in(entry, folder -> {
                read(folder, classes, resources);
                return null;
            });
        }
        return new Product(root, List.copyOf(classes), resources);
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** The JARs and directories of the shipped modules, without tests, benchmarks and release tools. */
    private static List<Path> entries(Path root) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.startsWith(root) && Files.exists(path))
                .filter(path ->
                        !path.endsWith("test-classes") && !path.toString().endsWith("-tests.jar"))
                .filter(path -> !NOT_SHIPPED.contains(path))
                .toList();
    }

    private static <T> T in(Path entry, Function<Path, T> task) {
        if (Files.isDirectory(entry)) {
            return task.apply(entry);
        }
        try (FileSystem jar = FileSystems.newFileSystem(entry)) {
            return task.apply(jar.getPath("/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Path folder, List<ClassFile> classes, Map<String, String> resources) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (name.endsWith(CLASS) && !name.endsWith("-info" + CLASS)) {
                    classes.add(ClassFile.read(Files.readAllBytes(file)));
                } else if (TEXTS.stream().anyMatch(name::endsWith) && !name.matches("(.*maven|portal/).*")) {
                    resources.put(name, Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<Code> methods() {
        return classes.stream().flatMap(c -> c.methods().stream());
    }

    /** All strings in the code. */
    Stream<String> texts() {
        return methods().flatMap(Code::texts).distinct();
    }

    <A extends Annotation> Stream<Class<?>> annotated(Class<A> annotation) {
        String type = annotation.getName();
        return classes.stream().filter(c -> c.annotations().contains(type)).map(ClassFile::load);
    }

    /** Reads a file of the repository. */
    String file(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of the repository except tests, documents and build output. */
    List<Path> files() {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(
                            path -> root.relativize(path).toString().matches("(?!(tests|docs|demo|data|\\.[a-z]+)/).*"))
                    .filter(path -> !path.toString().matches(".*/(target|src/test|node_modules)/.*"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
