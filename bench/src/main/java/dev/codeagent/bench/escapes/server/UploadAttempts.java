package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.upload.UploadService;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ProjectUploads;
import dev.codeagent.projects.RunBranchStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bundles of a hostile client, which the server would otherwise store and pass to git. */
final class UploadAttempts {
    private static final long QUOTA = 4 << 20;
    private static final String REF = "refs/codeagent/upload";
    private static final String FILE = "100644";
    private static final String LINK = "120000";

    private UploadAttempts() {}

    static List<ServerAttempt> all() {
        var attempts = new ArrayList<ServerAttempt>();
        for (String name : List.of(".git", ".GIT", "git~1", ".g\u200cit", "..", "../../hooks/post-checkout")) {
            attempts.add(attempt(
                    "name",
                    name,
                    "uploads a file whose name leads into a git directory, or out of the tree",
                    (client, content) -> client.tree(FILE, name, content)));
        }
        for (String name : List.of(".gitmodules", "GITMOD~1")) {
            attempts.add(attempt(
                    "link",
                    name,
                    "uploads a link where git reads a file of its own",
                    (client, content) -> client.tree(LINK, name, content)));
        }
        attempts.add(attempt(
                "option",
                ".gitmodules",
                "uploads an address of a submodule that is an option of a program",
                (client, content) -> client.tree(
                        FILE,
                        ".gitmodules",
                        client.blob("[submodule \"x\"]\n\tpath = x\n\turl = --upload-pack=id\n"
                                .getBytes(StandardCharsets.UTF_8)))));
        attempts.add(attempt(
                "expansion",
                "zeros",
                "uploads a few kilobytes that expand beyond the quota",
                (client, content) -> client.tree(FILE, "zeros", client.blob(new byte[(int) QUOTA * 2]))));
        return attempts;
    }

    /** Creates a tree with a file of some content. */
    private interface HostileTree {
        String create(Client client, String content) throws IOException, InterruptedException;
    }

    private static ServerAttempt attempt(String kind, String value, String description, HostileTree tree) {
        return ServerAttempt.of(
                "uploads/" + kind + "[" + value + "]",
                description,
                target -> {
                    Client client = Client.create(target.newDirectory("upload"));
                    return client.upload(
                            client.bundle(tree.create(client, client.blob("x".getBytes(StandardCharsets.UTF_8)))));
                },
                target -> {
                    Client client = Client.create(target.newDirectory("upload"));
                    return client.fetch(
                            client.bundle(tree.create(client, client.blob("x".getBytes(StandardCharsets.UTF_8)))));
                });
    }

    /** A client with a repository of its own. */
    private record Client(Path folder) {
        static Client create(Path folder) throws IOException, InterruptedException {
            var client = new Client(Files.createDirectories(folder.resolve("client")));
            client.git(new byte[0], "init", "-q");
            return client;
        }

        String blob(byte[] content) throws IOException, InterruptedException {
            return git(content, "hash-object", "-w", "--stdin");
        }

        String tree(String mode, String name, String blob) throws IOException, InterruptedException {
            var entry = new ByteArrayOutputStream();
            entry.writeBytes((mode + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
            entry.writeBytes(HexFormat.of().parseHex(blob));
            return git(entry.toByteArray(), "hash-object", "-t", "tree", "-w", "--literally", "--stdin");
        }

        Path bundle(String tree) throws IOException, InterruptedException {
            git(new byte[0], "update-ref", REF, git(new byte[0], "commit-tree", tree, "-m", "x"));
            Path file = folder.resolveSibling("x.bundle");
            git(new byte[0], "bundle", "create", "--quiet", file.toString(), REF);
            return file;
        }

        private String git(byte[] input, String... arguments) throws IOException, InterruptedException {
            var command = new ArrayList<>(List.of("git", "-c", "user.name=c", "-c", "user.email=c@example.org"));
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).directory(folder.toFile()).start();
            try (var out = process.getOutputStream()) {
                out.write(input);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: "
                        + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            }
            return output;
        }

        /** Empty if the server refuses the bundle. */
        Optional<String> upload(Path bundle) throws Exception {
            Path data = Files.createDirectories(folder.resolveSibling("data"));
            UploadService uploads = new ProjectUploads(
                    new OneProject(),
                    () -> new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 1)),
                    data,
                    new RunBranchStore(data, PathMapping.IDENTITY),
                    QUOTA,
                    Clock.systemUTC());
            ProjectId project =
                    uploads.create(Caller.LOCAL, "0123456789abcdef", "x", "").id();
            byte[] content = Files.readAllBytes(bundle);
            String transfer = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            uploads.receive(Caller.LOCAL, project, transfer, 0, content);
            try {
                return Optional.of("the server uses " + uploads.finish(Caller.LOCAL, project, transfer));
            } catch (AgentException e) {
                return Optional.empty();
            }
        }

        /** What git stores that reads the bundle as from any remote. */
        Optional<String> fetch(Path bundle) throws IOException, InterruptedException {
            var other = new Client(Files.createDirectories(folder.resolveSibling("other")));
            other.git(new byte[0], "init", "-q", "--bare");
            other.git(new byte[0], "fetch", "-q", bundle.toString(), REF + ":" + REF);
            return Optional.of(other.git(new byte[0], "ls-tree", "-r", REF));
        }
    }

    /** Stores the project of an attempt. */
    private static final class OneProject implements ProjectStore {
        private Optional<Project> project = Optional.empty();

        @Override
        public void create(Project created, ProjectConfiguration configuration) {
            project = Optional.of(created);
        }

        @Override
        public Optional<Project> find(ProjectId id) {
            return project;
        }

        @Override
        public Optional<Project> findByPath(String path, String subdirectory) {
            return project;
        }

        @Override
        public List<Project> list() {
            return project.stream().toList();
        }

        @Override
        public ProjectConfiguration configuration(ProjectId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(ProjectId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void putAgent(ProjectId id, dev.codeagent.api.agent.AgentConfiguration configuration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void putProvider(ProjectId id, dev.codeagent.api.provider.ProviderConfiguration configuration) {
            throw new UnsupportedOperationException();
        }
    }
}
