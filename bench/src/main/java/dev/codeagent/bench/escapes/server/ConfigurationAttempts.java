package dev.codeagent.bench.escapes.server;

import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.Ports;
import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A repository contains files that a program of the product would read if it were started there. */
final class ConfigurationAttempts {
    private static final String PLANTED = "planted";
    private static final String PROVIDER =
            "{\"planted\": {\"baseUrl\": \"http://127.0.0.1:9/v1\", \"wire\": \"openai\"}}";
    private static final long SECONDS = 60;

    private ConfigurationAttempts() {}

    /**
     * A file of the repository, and a command line.
     *
     * @param chosen what a user adds to the command line to use the file
     */
    private record Case(String file, String content, List<String> command, List<String> chosen) {}

    static List<ServerAttempt> all() {
        var attempts = new ArrayList<ServerAttempt>();
        cases().forEach((name, planted) -> attempts.add(ServerAttempt.of(
                "configuration/repository[" + name + "]",
                "a repository contains " + planted.file() + " and the user starts a program of the product there",
                target -> readsPlantedFile(target, planted, List.of()),
                target -> readsPlantedFile(target, planted, planted.chosen()))));
        attempts.add(ServerAttempt.of(
                "configuration/application-server",
                "a repository contains a directory from which the application server reads settings",
                target -> usesPlantedSetting(target, false),
                target -> usesPlantedSetting(target, true)));
        return List.copyOf(attempts);
    }

    private static Map<String, Case> cases() {
        BuildArtifacts build = BuildArtifacts.locate();
        var settings = new ArrayList<>(build.serverCommand("--show-settings"));
        var doctor = List.of(build.launcherScript().toString(), "doctor");
        var gateway = List.of(build.launcherScript().toString(), "llm", "--port", "0");
        String json = "{\"planted\": 1}";
        var cases = new LinkedHashMap<String, Case>();
        for (String name : List.of("json", "yaml", "yml")) {
            String file = "config/codeagent." + name;
            cases.put(name, new Case(file, json, settings, List.of("--config", file)));
        }
        cases.put(
                "env",
                new Case(".env", "CODEAGENT_GATEWAY_PORT=planted\n", settings, List.of("--config", "codeagent.json")));
        cases.put("data", new Case("data/planted", "", settings, List.of("--data", "data/planted")));
        cases.put(
                "doctor",
                new Case("config/codeagent.json", json, doctor, List.of("--config", "config/codeagent.json")));
        cases.put("llm", new Case("config/llm.json", json, gateway, List.of("--config", "config/llm.json")));
        return cases;
    }

    /** Success if the output repeats what the file contains, or its name in the data directory. */
    private static Optional<String> readsPlantedFile(ServerTarget target, Case planted, List<String> chosen)
            throws IOException, InterruptedException {
        Path repository = target.newDirectory("repository");
        Path file = repository.resolve(planted.file());
        Files.createDirectories(file.getParent());
        Files.writeString(file, planted.content());
        Files.writeString(repository.resolve("codeagent.json"), "{}");
        var command = new ArrayList<>(planted.command());
        command.addAll(chosen);
        String output = run(repository, command);
        boolean found = output.contains(PLANTED) || output.contains(repository.resolve("data") + "\"");
        return found ? Optional.of("the program used " + planted.file()) : Optional.empty();
    }

    private static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolveSibling(directory.getFileName() + ".output");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("CODEAGENT_BUILD", "never");
        Process process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end");
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** @param chosen whether the user names a configuration in the repository, and so trusts the repository */
    private static Optional<String> usesPlantedSetting(ServerTarget target, boolean chosen)
            throws IOException, InterruptedException {
        Path repository = target.newDirectory("repository");
        Path file = repository.resolve("secrets/providers.configurations");
        Files.createDirectories(file.getParent());
        Files.writeString(file, PROVIDER);
        if (!chosen) {
            var command = new ArrayList<>(BuildArtifacts.locate().serverCommand());
            command.addAll(
                    List.of("--data", repository.resolveSibling("data").toString(), "--port", "" + Ports.free()));
            String output = run(repository, command); // A server that starts does not end, which is a fault.
            return output.contains("does not start in " + repository) ? Optional.empty() : Optional.of(output);
        }
        try (ServerProcess server = ServerProcess.start(repository)) {
            return server.restClient().exchange("GET", "/api/v1/providers", "").contains(PLANTED)
                    ? Optional.of("the server has the provider that the repository contains")
                    : Optional.empty();
        }
    }
}
