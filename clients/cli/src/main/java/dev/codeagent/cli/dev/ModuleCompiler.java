package dev.codeagent.cli.dev;

import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles whole modules in this process, against what the server runs with. The compiler stays warm and keeps the jars
 * open, so a module takes a fraction of what Maven's start alone would.
 */
final class ModuleCompiler implements AutoCloseable {
    private static final List<String> OPTIONS =
            List.of("--release", "21", "-parameters", "-proc:none", "-g", "-Xmaxerrs", "20");

    private final Path root;
    private final JavaCompiler compiler;
    private final StandardJavaFileManager files;
    private final List<Path> libraries;

    /** {@code root} is the folder of the project, {@code server} that of the built server. */
    ModuleCompiler(Path root, Path server) throws IOException {
        this.root = root;
        this.compiler = Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
                .orElseThrow(() -> CliException.usageError("dev needs a JDK, and the Java in "
                        + System.getProperty("java.home") + " has no compiler; set JAVA_HOME to a JDK"));
        this.files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        var all = new ArrayList<>(Stream.concat(jars(server.resolve("lib")), jars(server.resolve("runtime")))
                .toList());
        Path compileOnly = server.resolveSibling("compile-only"); // Annotations that the server does not need.
        if (Files.isDirectory(compileOnly)) {
            jars(compileOnly).forEach(all::add);
        }
        this.libraries = List.copyOf(all);
    }

    /** Compiles all sources below {@code source} into the folder {@code classes}; gives the errors. */
    List<String> compile(Path source, Path classes, List<Path> dependencies) throws IOException {
        Files.createDirectories(classes);
        List<Path> sources = sources(source);
        if (sources.isEmpty()) {
            return List.of(); // Which the compiler takes for a mistake in its use.
        }
        files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
        files.setLocationFromPaths(
                StandardLocation.CLASS_PATH,
                Stream.concat(dependencies.stream(), libraries.stream()).toList());
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        boolean succeeded = compiler.getTask(
                        null, files, diagnostics, OPTIONS, null, files.getJavaFileObjectsFromPaths(sources))
                .call();
        var errors = new ArrayList<>(diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(this::format)
                .toList());
        if (!succeeded && errors.isEmpty()) {
            errors.add("the compiler failed on " + source + " without a reason");
        }
        return errors;
    }

    private String format(Diagnostic<? extends JavaFileObject> diagnostic) {
        String message = diagnostic.getMessage(Locale.ROOT);
        if (diagnostic.getSource() == null) {
            return message;
        }
        return root.relativize(Path.of(diagnostic.getSource().toUri())) + ":" + diagnostic.getLineNumber() + ": "
                + message;
    }

    private static List<Path> sources(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Stream<Path> jars(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
        }
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
