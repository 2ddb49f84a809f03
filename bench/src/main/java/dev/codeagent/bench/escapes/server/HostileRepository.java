package dev.codeagent.bench.escapes.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * A user's repository {@code tree} from a hostile archive, beside a repository {@code other} that does not belong to it.
 *
 * @param folder contains both, the program {@code trap}, and the directory {@code data} of the server
 */
record HostileRepository(Path folder) {
    static final String SECRET = "secret-of-another-repository";

    /** @param setup shell commands in the repository that make it hostile */
    static HostileRepository create(ServerTarget target, String setup) throws IOException, InterruptedException {
        var repository = new HostileRepository(target.newDirectory("host-git"));
        Path trap = repository.folder.resolve("trap");
        Files.writeString(trap, "#!/bin/sh\necho \"$0 $*\" >> '" + repository.log() + "'\ncat\n");
        Files.setPosixFilePermissions(trap, EnumSet.allOf(PosixFilePermission.class));
        for (String name : List.of("tree", "other")) {
            Path directory = Files.createDirectories(repository.folder.resolve(name));
            Files.writeString(directory.resolve("a.txt"), "one\ntwo\n");
            Files.writeString(directory.resolve(name + ".txt"), name.equals("other") ? SECRET : "mine\n");
            repository.shell(name, "git init -q -b main; git add -A; git commit -q -m Begin");
        }
        repository.shell(setup);
        Files.deleteIfExists(repository.log()); // The setup may trigger the program.
        return repository;
    }

    String shell(String command) throws IOException, InterruptedException {
        return shell("tree", command);
    }

    private String shell(String directory, String command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("timeout", "20", "bash", "-c", command)
                .directory(folder.resolve(directory).toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("TRAP", folder.resolve("trap").toString());
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            builder.environment().put("GIT_" + role + "_NAME", "T");
            builder.environment().put("GIT_" + role + "_EMAIL", "t@example.org");
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private Path log() {
        return folder.resolve("executed");
    }

    /** What the program was called with, if something ran it. */
    Optional<String> executed() throws IOException {
        return Files.exists(log()) ? Optional.of("executed: " + Files.readString(log())) : Optional.empty();
    }
}
