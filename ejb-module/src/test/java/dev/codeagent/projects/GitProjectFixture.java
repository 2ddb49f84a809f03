package dev.codeagent.projects;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretName;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.project.GitProjectRequest;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.config.PathMapping;
import dev.codeagent.remotes.RemoteGit;
import dev.codeagent.remotes.RemoteHostPolicy;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A server with git projects, without the server around it. */
final class GitProjectFixture {
    private static final long MAX_BYTES = 8L << 20;

    final Map<String, Secret> secrets = new HashMap<>();
    final List<String> notices = new ArrayList<>();
    final InMemoryProjectStore store = new InMemoryProjectStore();
    final Path data;
    final GitMirrors mirrors;
    final GitProjects projects;
    final WorkspaceStore workspaces;
    final RunBranchStore branches;

    GitProjectFixture(Path data, Duration time, List<String> privateHosts, Map<String, String> environment) {
        this.data = data;
        var git = new RemoteGit(new RemoteHostPolicy(privateHosts), time, MAX_BYTES, environment);
        this.mirrors = new GitMirrors(data, git, new SecretsInMemory());
        this.projects = new GitProjects(
                store,
                () -> new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 0)),
                data,
                mirrors,
                Clock.systemUTC());
        this.workspaces = new WorkspaceStore(
                data, PathMapping.IDENTITY, new ProjectRoots(data, Optional.empty()), Optional.of(mirrors));
        this.branches = new RunBranchStore(data, PathMapping.IDENTITY);
    }

    private final class SecretsInMemory implements SecretStore {
        @Override
        public void put(SecretName name, Secret secret) {
            secrets.put(name.toString(), secret);
        }

        @Override
        public Optional<Secret> find(SecretName name) {
            return Optional.ofNullable(secrets.get(name.toString()));
        }

        @Override
        public boolean remove(SecretName name) {
            return secrets.remove(name.toString()) != null;
        }
    }

    Project create(String address, String branch, String token) {
        return create(new GitProjectRequest(address, branch, "", "", Optional.of(token), "", Optional.empty(), ""));
    }

    Project create(GitProjectRequest request) {
        return projects.create(Caller.LOCAL, request);
    }

    Workspace start(Project project, String run) {
        return workspaces.openOrCreate(project, new RunId(run), java.util.Optional.empty(), new ProgressListener() {
            @Override
            public void info(String code, String text) {
                notices.add(code + " " + text);
            }

            @Override
            public void warn(String code, String text) {
                notices.add(code + " " + text);
            }

            @Override
            public void throwIfCancelled() {}
        });
    }

    Path mirror(Project project) {
        return data.resolve("projects/" + project.id() + "/mirror.git");
    }

    /** The files below the data directory that contain the text. */
    List<Path> filesWith(String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> contains(file, wanted))
                    .toList();
        }
    }

    private static boolean contains(Path file, byte[] wanted) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(new String(wanted, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
