package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.GitAccess;
import dev.codeagent.api.project.GitProjectRequest;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.remotes.GitHttpsServer;
import dev.codeagent.remotes.GitSshServer;
import dev.codeagent.sandbox.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Git projects with real git servers: HTTPS with a token, and SSH with a key. */
class GitProjectsTest {
    private static final String TOKEN = "ghp-0123456789-token";

    @TempDir
    static Path servers;

    private static GitHttpsServer https;
    private static GitSshServer ssh;
    private static Path key;

    @TempDir
    Path folder;

    private TestRepository source;
    private String repository;
    private GitProjectFixture server;

    @BeforeAll
    static void startServers() throws Exception {
        Path repositories = Files.createDirectories(servers.resolve("repositories"));
        https = new GitHttpsServer(servers, repositories, "x-access-token", TOKEN);
        key = GitSshServer.createKey(servers.resolve("key"));
        ssh = new GitSshServer(servers, repositories, Files.readString(servers.resolve("key.pub")));
    }

    @AfterAll
    static void stopServers() throws Exception {
        https.close();
        ssh.close();
    }

    @BeforeEach
    void createRepository() throws Exception {
        source = TestRepository.create(folder.resolve("source"), "src/a.txt", "one\n");
        repository = folder.getFileName() + ".git";
        push();
        server = fixture(Map.of("SSL_CERT_FILE", https.certificate().toString()));
    }

    private GitProjectFixture fixture(Map<String, String> environment) {
        return new GitProjectFixture(folder.resolve("data"), Duration.ofSeconds(30), List.of("127.0.0.1"), environment);
    }

    private void push() throws Exception {
        Path bare = servers.resolve("repositories").resolve(repository);
        if (!Files.exists(bare)) {
            source.git("clone", "-q", "--bare", source.directory().toString(), bare.toString());
        }
        source.git("push", "-q", "--force", "--all", bare.toString());
    }

    private GitProjectRequest sshRequest(String hostKey) throws Exception {
        return new GitProjectRequest(
                ssh.address(repository),
                "main",
                "",
                "",
                Optional.empty(),
                "",
                Optional.of(Files.readString(key)),
                hostKey);
    }

    @Test
    void runsStartFromTheBranchOfTheGitServer() throws Exception {
        Project project = server.create(https.address(repository), "", TOKEN);

        Workspace first = server.start(project, "run-1");
        source.write("src/b.txt", "two\n");
        source.commitAll();
        push();
        Workspace second = server.start(project, "run-2");

        assertThat(project.kind()).isEqualTo(ProjectKind.GIT);
        assertThat(project.branch()).isEqualTo("main");
        assertThat(project.name()).isEqualTo(repository.replace(".git", ""));
        assertThat(first.directory().resolve("src/a.txt")).hasContent("one");
        assertThat(first.directory().resolve("src/b.txt")).doesNotExist();
        assertThat(second.directory().resolve("src/b.txt")).hasContent("two");
        assertThat(second.uncommittedIncluded()).isFalse();
        assertThat(second.projectCommit()).isEqualTo(source.git("rev-parse", "HEAD"));
        assertThat(server.projects.status(Caller.LOCAL, project.id()).commit())
                .contains(source.git("rev-parse", "HEAD"));
        assertThat(server.create(https.address(repository), "main", TOKEN)).isEqualTo(project);
        assertThat(server.notices).anyMatch(n -> n.startsWith("git.fetch fetching the branch main"));
    }

    @Test
    void aPatchIsABranchOfTheMirrorAndIsNotApplied() throws Exception {
        Project project = server.create(https.address(repository), "main", TOKEN);
        Workspace workspace = server.start(project, "run-1");
        Files.writeString(workspace.directory().resolve("src/a.txt"), "changed\n");
        Files.writeString(workspace.directory().resolve("new.txt"), "new\n");
        var tree = new TestRepository(workspace.directory());
        tree.git("add", "-A");
        byte[] patch = tree.output("diff", "--cached", "--binary", "--full-index", workspace.baseCommit());

        var commit = server.branches.commit(project, new RunId("run-1"), workspace.baseCommit(), patch, "Change it");

        assertThat(commit.files()).hasSize(2);
        assertThat(new String(server.branches.diff(project, new RunId("run-1"))))
                .contains("+changed", "+new");
        assertThat(new TestRepository(server.mirror(project)).git("rev-parse", "codeagent/run-1~1"))
                .isEqualTo(source.git("rev-parse", "main"));
        assertThatThrownBy(() -> server.branches.apply(project, new RunId("run-1"), List.of()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("codeagent/run-1")
                .hasMessageContaining("push");
        // The transfer of a later run leaves the branches of earlier ones.
        server.start(project, "run-2");
        assertThat(new String(server.branches.diff(project, new RunId("run-1"))))
                .contains("+changed");
        server.branches.discard(project, new RunId("run-1"));
        assertThat(server.branches.diff(project, new RunId("run-1"))).isEmpty();
    }

    @Test
    void theTokenIsInTheCredentialStoreAlone() throws Exception {
        Project project = server.create(https.address(repository), "main", TOKEN);
        Workspace workspace = server.start(project, "run-1");
        workspace.directory();

        assertThat(server.filesWith(TOKEN)).isEmpty();
        assertThat(server.filesWith(https.address(""))).isEmpty();
        assertThat(RecordJson.write(project).build().toString()).doesNotContain(TOKEN);
        assertThat(server.projects.status(Caller.LOCAL, project.id()).toString())
                .doesNotContain(TOKEN);
        assertThat(server.notices.toString()).doesNotContain(TOKEN);
        assertThat(server.secrets.keySet()).containsExactly("git:" + project.id());
        assertThat(new GitProjectRequest("a", "", "", "", Optional.of(TOKEN), "", Optional.of(TOKEN), "").toString())
                .doesNotContain(TOKEN);
    }

    @Test
    void aTokenThatTheServerDoesNotAcceptIsNotStored() {
        assertThatThrownBy(() -> server.create(https.address(repository), "main", "wrong"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_ACCESS_DENIED))
                .message()
                .doesNotContain("wrong");

        assertThat(server.secrets).isEmpty();
        assertThat(server.store.list()).isEmpty();
    }

    @Test
    void theAccessIsReplacedAfterATest() {
        Project project = server.create(https.address(repository), "main", TOKEN);
        var stored = Map.copyOf(server.secrets);
        var wrong = new GitAccess(Optional.of("wrong"), "", Optional.empty(), "");

        assertThatThrownBy(() -> server.projects.putAccess(Caller.LOCAL, project.id(), wrong))
                .isInstanceOf(AgentException.class);

        assertThat(server.secrets).isEqualTo(stored);
        assertThat(server.projects
                        .putAccess(Caller.LOCAL, project.id(), GitAccess.NONE)
                        .hasSecret())
                .isTrue();
    }

    @Test
    void namesABranchThatTheRepositoryDoesNotHave() {
        assertThatThrownBy(() -> server.create(https.address(repository), "other", TOKEN))
                .hasMessageContaining("'branch'")
                .hasMessageContaining("'other'");
        assertThatThrownBy(() -> server.create(https.address("none.git"), "main", TOKEN))
                .hasMessageContaining("no such repository");
    }

    @Test
    void worksOnAPartOfTheRepository() throws Exception {
        Project part = server.create(new GitProjectRequest(
                https.address(repository), "main", "", "src", Optional.of(TOKEN), "", Optional.empty(), ""));
        Project missing = server.create(new GitProjectRequest(
                https.address(repository), "main", "", "gone", Optional.of(TOKEN), "", Optional.empty(), ""));

        assertThat(server.start(part, "run-1").directory().resolve("src/a.txt")).exists();
        assertThatThrownBy(() -> server.start(missing, "run-2")).hasMessageContaining("no directory 'gone'");
        assertThatThrownBy(() -> server.create(new GitProjectRequest(
                        https.address(repository), "", "", "../x", Optional.of(TOKEN), "", Optional.empty(), "")))
                .hasMessageContaining("'subdirectory'");
    }

    @Test
    void leavesOutSubmodulesAndFetchesNoneOfThem() throws Exception {
        TestRepository inner = TestRepository.create(folder.resolve("inner"), "i.txt", "i\n");
        source.addSubmodule(inner, "lib");
        source.commitAll();
        push();
        Project project = server.create(https.address(repository), "main", TOKEN);

        Workspace workspace = server.start(project, "run-1");

        assertThat(workspace.directory().resolve("src/a.txt")).exists();
        assertThat(workspace.directory().resolve("lib/i.txt")).doesNotExist();
        assertThat(workspace.leftOut().toString()).contains("lib").contains("submodule");
    }

    @Test
    void anSshServerIsTrustedByDecisionOnly() throws Exception {
        assertThatThrownBy(() -> server.create(sshRequest("")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_HOST_KEY_UNKNOWN))
                .hasMessageContaining(ssh.fingerprint())
                .hasMessageContaining("'hostKey'");
        assertThatThrownBy(() -> server.create(sshRequest("SHA256:" + "A".repeat(43))))
                .hasMessageContaining("has no key with the fingerprint");
        assertThat(ssh.commands()).isEmpty();

        Project project = server.create(sshRequest(ssh.fingerprint()));

        assertThat(server.start(project, "run-1").directory().resolve("src/a.txt"))
                .hasContent("one");
        assertThat(server.filesWith("PRIVATE KEY")).isEmpty();
        assertThat(server.projects.status(Caller.LOCAL, project.id()).hostKeys())
                .singleElement()
                .asString()
                .contains(ssh.fingerprint());

        String before = ssh.fingerprint();
        ssh.useNewHostKey();
        assertThatThrownBy(() -> server.start(project, "run-2"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_HOST_KEY_UNKNOWN))
                .hasMessageContaining("another key than the trusted one")
                .hasMessageContaining(before)
                .hasMessageContaining(ssh.fingerprint());
        server.projects.putAccess(
                Caller.LOCAL, project.id(), new GitAccess(Optional.empty(), "", Optional.empty(), ssh.fingerprint()));
        assertThat(server.start(project, "run-2").directory().resolve("src/a.txt"))
                .hasContent("one");

        Path other = GitSshServer.createKey(folder.resolve("other"));
        var otherKey = new GitAccess(Optional.empty(), "", Optional.of(Files.readString(other)), "");
        assertThatThrownBy(() -> server.projects.putAccess(Caller.LOCAL, project.id(), otherKey))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_ACCESS_DENIED));
    }

    @Test
    void refusesKeysThatOpenSshCannotUse() throws Exception {
        for (String text : List.of("x", Files.readString(servers.resolve("key.pub")), "-----BEGIN PRIVATE KEY-----")) {
            assertThatThrownBy(() -> server.create(new GitProjectRequest(
                            ssh.address(repository),
                            "main",
                            "",
                            "",
                            Optional.empty(),
                            "",
                            Optional.of(text),
                            ssh.fingerprint())))
                    .hasMessageContaining("'key'");
        }
        assertThatThrownBy(() -> server.create(ssh.address(repository), "main", TOKEN))
                .hasMessageContaining("'token' is for an address with https");
    }
}
