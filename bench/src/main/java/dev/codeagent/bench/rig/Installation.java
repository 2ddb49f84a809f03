package dev.codeagent.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the built programs lie; {@code codeagent.root} names the project's folder. */
public record Installation(Path root) {

    public static Installation find() {
        return new Installation(Path.of(System.getProperty("codeagent.root", "."))
                .toAbsolutePath()
                .normalize());
    }

    /** The java that runs the benchmark runs everything. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    List<String> server(Path data, int port) throws IOException {
        Path home = root.resolve("ear/micro/target/server");
        var command = new ArrayList<>(List.of(java()));
        Files.readAllLines(home.resolve("jvm.options")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(command::add);
        command.addAll(List.of("-jar", home.resolve("codeagent-server.jar").toString()));
        command.addAll(List.of("--data", data.toString(), "--port", String.valueOf(port)));
        return command;
    }

    List<String> fakeModel(Path script) {
        String jar = root.resolve("fake-model/target/fake-model/codeagent-fake-model.jar")
                .toString();
        return List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                jar,
                "--script",
                script.toString(),
                "--port",
                "0");
    }
}
