package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.tests.anyserver.CodeagentCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java uses the CDS archives that the build creates. Java ignores an invalid archive silently. */
class CdsArchivesTest {
    private static final String FROM_ARCHIVE = " source: shared objects file (top)";

    @TempDir
    Path folder;

    @Test
    void theClientLoadsItsClassesFromTheArchive() throws Exception {
        Path jar = CodeagentCli.projectRoot().resolve("clients/cli/target/cli/codeagent-cli.jar");

        List<String> loaded = loaded(jar, List.of("-XX:+UseSerialGC"), "--version");

        assertThat(loaded)
                .contains(
                        "dev.codeagent.cli.Main" + FROM_ARCHIVE, "org.apache.commons.cli.DefaultParser" + FROM_ARCHIVE);
    }

    @Test
    void theServerLoadsItsClassesFromTheArchive() throws Exception {
        Path jar = CodeagentCli.projectRoot().resolve("ear/micro/target/server/codeagent-server.jar");

        // The option is rejected immediately, so no server starts; until then Java has checked the archive against all
        // jars.
        List<String> loaded = loaded(jar, List.of("@" + jar.resolveSibling("jvm.options")), "--no-such-option");

        assertThat(loaded).contains("dev.codeagent.server.ServerMain" + FROM_ARCHIVE);
    }

    /** Starts the program and returns the log of its loaded classes with their sources. */
    private List<String> loaded(Path jar, List<String> options, String argument)
            throws IOException, InterruptedException {
        Path log = folder.resolve("loaded.log");
        String archive = jar.toString().replace(".jar", ".jsa");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:class+load:file=" + log + ":none"));
        command.addAll(List.of("-jar", jar.toString(), argument));
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        return Files.readAllLines(log);
    }
}
