package dev.codeagent.tests.container;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that users run, and the working directories of Payara Micro. Used on the client side only. */
final class ServerWar {
    private static final List<String> PAYARA_STATE_DIRECTORIES = List.of("config", "applications", "generated");

    private ServerWar() {}

    /** The WAR with an empty data directory; deletes the directory of the previous test class. */
    static WebArchive withEmptyDataDirectory() {
        awaitServerExit();
        delete(workDirectory());
        prepareServerDirectory();
        if (ContainerDatabase.isPostgres()) {
            ContainerDatabase.recreate();
        }
        return war();
    }

    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "codeagent.war")
                .importFrom(new File(System.getProperty("codeagent.server"), "codeagent.war"))
                .as(WebArchive.class);
    }

    /**
     * Copies third-party jars to the server's lib directory and deletes Payara's state of an earlier start; otherwise
     * it deploys twice.
     */
    static void prepareServerDirectory() {
        Path server = workDirectory().resolve("server");
        PAYARA_STATE_DIRECTORIES.forEach(folder -> delete(server.resolve(folder)));
        try {
            Files.createDirectories(workDirectory().resolve("data"));
            Path lib = Files.createDirectories(server.resolve("lib"));
            try (Stream<Path> jars = Files.list(Path.of(System.getProperty("codeagent.server"), "server", "lib"))) {
                for (Path jar : jars.toList()) {
                    Files.copy(jar, lib.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arquillian does not wait until the server that it stops has exited. */
    static void awaitServerExit() {
        ProcessHandle.current()
                .children()
                .filter(p -> p.info().command().orElse("").endsWith("java"))
                .filter(p -> !p.info().commandLine().orElse("").contains("fake-model"))
                .forEach(p -> p.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    }

    static Path workDirectory() {
        return Path.of(System.getProperty("codeagent.work"));
    }

    /** Retries on failure, because sandboxes that the server started may write for a moment after it has exited. */
    private static void delete(Path tree) {
        Awaitility.await("deletion of " + tree).atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            if (Files.exists(tree)) {
                try (Stream<Path> paths = Files.walk(tree)) {
                    for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(path);
                    }
                } catch (IOException | UncheckedIOException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }
}
