package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileMatches;
import dev.codeagent.api.file.FileSearch;
import dev.codeagent.api.file.WriteCondition;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.ProjectRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A client and a hostile repository together reach files outside of a project through the files of REST. */
final class FileAttempts {
    private static final String WRITTEN = "written-by-a-client";

    private FileAttempts() {}

    /**
     * A way to a file that is no part of the project.
     *
     * @param setup shell commands in the repository
     */
    private record Way(String setup, String path) {}

    private static Map<String, Way> ways() {
        var ways = new TreeMap<String, Way>();
        ways.put("parent", new Way("true", "../other/other.txt"));
        ways.put("link", new Way("ln -s ../other/other.txt link", "link"));
        ways.put("linked-directory", new Way("ln -s ../other linked", "linked/other.txt"));
        ways.put(
                "tracked-directory",
                new Way(
                        "mkdir dir; echo x > dir/other.txt; git add -A; git commit -qm Dir; rm -r dir; ln -s ../other dir",
                        "dir/other.txt"));
        ways.put("tracked-link", new Way("ln -s ../other dir; git add -A; git commit -qm Link", "dir/other.txt"));
        ways.put("nested", new Way("cp -r ../other nested", "nested/other.txt"));
        ways.put("git-directory", new Way("cp ../other/other.txt .git/other.txt", ".git/other.txt"));
        ways.put("ignored", new Way("cp ../other/other.txt .env; echo .env > .gitignore; git add .gitignore", ".env"));
        return ways;
    }

    static List<ServerAttempt> all() {
        var attempts = new ArrayList<ServerAttempt>();
        ways().forEach((name, way) -> {
            attempts.add(ServerAttempt.of(
                    "files/read[" + name + "]",
                    "reads or finds a file that is no part of a project through the files of REST",
                    target -> reads(HostileRepository.create(target, way.setup()), way.path()),
                    target -> readsUndefended(HostileRepository.create(target, way.setup()), way.path())));
            attempts.add(ServerAttempt.of(
                    "files/write[" + name + "]",
                    "writes a file that is no part of a project through the files of REST",
                    target -> writes(HostileRepository.create(target, way.setup()), way.path(), true),
                    target -> writes(HostileRepository.create(target, way.setup()), way.path(), false)));
        });
        return attempts;
    }

    private static ProjectFiles files(HostileRepository repository) {
        Path data = repository.folder().resolve("data");
        return new ProjectFiles(data, PathMapping.IDENTITY, new ProjectRoots(data, Optional.empty()));
    }

    private static Project project(HostileRepository repository) {
        Path tree = repository.folder().resolve("tree");
        return new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
    }

    private static Optional<String> reads(HostileRepository repository, String path) {
        ProjectFiles.Source source = files(repository).ofProject(project(repository));
        FileMatches matches = source.search(new FileSearch(HostileRepository.SECRET, false, "", 10));
        if (!matches.matches().isEmpty()) {
            return Optional.of("found: " + matches.matches());
        }
        try {
            String content = new String(source.read(path, ByteRange.ALL).bytes(), StandardCharsets.UTF_8);
            return content.contains(HostileRepository.SECRET) ? Optional.of("read: " + content) : Optional.empty();
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> readsUndefended(HostileRepository repository, String path) throws IOException {
        String content = Files.readString(repository.folder().resolve("tree").resolve(path));
        return content.contains(HostileRepository.SECRET) ? Optional.of("read: " + content) : Optional.empty();
    }

    private static Optional<String> writes(HostileRepository repository, String path, boolean defended)
            throws IOException {
        if (defended) {
            for (WriteCondition condition : List.of(WriteCondition.ABSENT, WriteCondition.EXISTS)) {
                try {
                    files(repository)
                            .write(project(repository), path, WRITTEN.getBytes(StandardCharsets.UTF_8), condition);
                } catch (AgentException e) {
                    // Refused; whether something was written is looked for below.
                }
            }
        } else {
            Files.writeString(repository.folder().resolve("tree").resolve(path), WRITTEN);
        }
        try (Stream<Path> entries = Files.walk(repository.folder())) {
            for (Path file : entries.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) == WRITTEN.length()
                        && Files.readString(file).equals(WRITTEN)) {
                    return Optional.of("written: " + file);
                }
            }
        }
        return Optional.empty();
    }
}
