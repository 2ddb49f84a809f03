package dev.codeagent.bench.harness;

import dev.codeagent.cli.server.CompilerDirectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the built programs lie; {@code codeagent.root} names the project's folder. */
public record BuildArtifacts(Path projectRoot) {

    public static BuildArtifacts locate() {
        return new BuildArtifacts(Path.of(System.getProperty("codeagent.root", "."))
                .toAbsolutePath()
                .normalize());
    }

    public Path launcherScript() {
        return projectRoot.resolve("codeagent");
    }

    /** The java that runs the benchmark runs everything. */
    static String javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The options that the server folder brings. */
    List<String> jvmOptions() throws IOException {
        return Files.readAllLines(server().resolve("jvm.options")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    List<String> server(List<String> jvmOptions, Path dataDirectory, int port) {
        var command = new ArrayList<>(List.of(javaExecutable()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", server().resolve("codeagent-server.jar").toString()));
        command.addAll(List.of("--data", dataDirectory.toString(), "--port", String.valueOf(port)));
        return command;
    }

    /** What the second compiler leaves alone. */
    List<String> compilerDirectives() {
        return CompilerDirectives.jvmOptions(server().resolve("codeagent-server.jar"));
    }

    /** The classes that the build archived. */
    Optional<Path> cdsArchive() {
        return Optional.of(server().resolve("codeagent-server.jsa")).filter(Files::isRegularFile);
    }

    /** The jar that the server folder was unpacked from; without Hazelcast and its call home, as ours. */
    List<String> payaraMicroCommand(List<String> jvmOptions, Path war, int port) {
        var command = new ArrayList<>(List.of(javaExecutable()));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-jar", projectRoot.resolve("ear/micro/target/payara-micro.jar").toString()));
        command.addAll(List.of("--nohazelcast", "--disablephonehome", "--port", String.valueOf(port)));
        command.addAll(List.of("--deploy", war.toString(), "--contextroot", "/"));
        return command;
    }

    private Path server() {
        return projectRoot.resolve("ear/micro/target/server");
    }

    List<String> fakeModelCommand(Path script) {
        String jar = projectRoot
                .resolve("fake-model/target/fake-model/codeagent-fake-model.jar")
                .toString();
        return List.of(
                javaExecutable(),
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
