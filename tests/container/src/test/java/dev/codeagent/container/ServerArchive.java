package dev.codeagent.container;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that users run, and the folders that Payara Micro works in. Used on the client's side only. */
final class ServerArchive {
    private static final List<String> KEPT_BY_PAYARA = List.of("config", "applications", "generated");

    private ServerArchive() {}

    /** The WAR on an empty data directory. */
    static WebArchive fresh() {
        delete(work());
        layOut();
        return war();
    }

    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "codeagent.war")
                .importFrom(new File(System.getProperty("codeagent.server"), "codeagent.war"))
                .as(WebArchive.class);
    }

    /** Third-party jars into the server's lib folder; what Payara keeps of an earlier start goes, or it deploys twice. */
    static void layOut() {
        Path server = work().resolve("server");
        KEPT_BY_PAYARA.forEach(folder -> delete(server.resolve(folder)));
        try {
            Files.createDirectories(work().resolve("data"));
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

    /** The server that runs now. */
    static ProcessHandle process() throws IOException {
        String pid = Files.readString(work().resolve("server/config/pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    static Path work() {
        return Path.of(System.getProperty("codeagent.work"));
    }

    private static void delete(Path tree) {
        if (Files.notExists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
