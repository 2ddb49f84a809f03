package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.publishing.PushedBranch;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.remotes.GitAddress;
import dev.codeagent.remotes.GitHttpsServer;
import dev.codeagent.remotes.RemoteAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes to a real git server with HTTPS and a token. */
class RunBranchPusherTest {
    private static final String TOKEN = "ghp-0123456789-token";
    private static final RunId RUN = new RunId("run-1");

    @TempDir
    Path folder;

    private GitHttpsServer server;
    private TestRepository user;
    private TestRepository remote;
    private GitProjectFixture fixture;
    private Project project;
    private RunBranchPusher pusher;

    @BeforeEach
    void start() throws Exception {
        Path repositories = Files.createDirectories(folder.resolve("repositories"));
        server = new GitHttpsServer(folder, repositories, "x-access-token", TOKEN);
        user = TestRepository.create(folder.resolve("user"), "src/a.txt", "one\n");
        user.git(
                "clone",
                "-q",
                "--bare",
                user.directory().toString(),
                repositories.resolve("greeter.git").toString());
        remote = new TestRepository(repositories.resolve("greeter.git"));
        remote.git("config", "http.receivepack", "true");
        user.git("switch", "-q", "-c", "codeagent/run-1");
        user.write("src/b.txt", "two\n");
        user.commitAll();
        user.git("switch", "-q", "main");
        fixture = new GitProjectFixture(
                folder.resolve("data"),
                Duration.ofSeconds(30),
                List.of("127.0.0.1"),
                Map.of("SSL_CERT_FILE", server.certificate().toString()));
        project = new Project(new ProjectId("p-1"), "greeter", user.directory().toString(), "local", Instant.EPOCH);
        pusher = new RunBranchPusher(
                fixture.data, PathMapping.IDENTITY, new ProjectRoots(fixture.data, Optional.empty()), fixture.mirrors);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private PushedBranch push(String token) {
        Secret secret = RemoteAccess.forToken("", token);
        return pusher.push(project, RUN, GitAddress.parse(server.address("greeter.git")), secret);
    }

    private String remoteBranch() throws Exception {
        return remote.git("rev-parse", "refs/heads/codeagent/run-1");
    }

    @Test
    void pushesTheBranchUnderItsName() throws Exception {
        PushedBranch pushed = push(TOKEN);

        assertThat(pushed.branch()).isEqualTo("codeagent/run-1");
        assertThat(pushed.commit())
                .isEqualTo(user.git("rev-parse", "codeagent/run-1"))
                .isEqualTo(remoteBranch());
        assertThat(remote.git("rev-parse", "main")).isEqualTo(user.git("rev-parse", "main"));
        assertThat(push(TOKEN)).as("again").isEqualTo(pushed);
        assertThat(fixture.filesWith(TOKEN)).isEmpty();
        assertThat(user.git("config", "--list", "--local")).doesNotContain(TOKEN);
    }

    @Test
    void overwritesNoOtherCommits() throws Exception {
        remote.git("update-ref", "refs/heads/codeagent/run-1", remote.git("commit-tree", "-m", "Other", "main^{tree}"));
        String other = remoteBranch();

        assertThatThrownBy(() -> push(TOKEN))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("never overwritten");
        assertThat(remoteBranch()).isEqualTo(other);
    }

    /** A rule of the server; hosts run such hooks for protected branches. */
    @Test
    void reportsABranchThatTheServerProtects() throws Exception {
        Path hook = remote.directory().resolve("hooks/pre-receive");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\necho \"protected, token " + TOKEN + "\"\nexit 1\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> push(TOKEN))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_REFUSED))
                .hasMessageContaining("a rule protects its name")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(TOKEN));
    }

    @Test
    void reportsAWrongToken() {
        assertThatThrownBy(() -> push("wrong"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_ACCESS_DENIED));
    }

    @Test
    void reportsARunWithoutABranch() {
        Secret secret = RemoteAccess.forToken("", TOKEN);

        assertThatThrownBy(() -> pusher.push(
                        project, new RunId("run-2"), GitAddress.parse(server.address("greeter.git")), secret))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_TO_APPLY));
    }

    /** Everything in a repository that git would run, or that would send the push elsewhere. */
    @Test
    void runsNothingThatTheRepositoryNames() throws Exception {
        Path ran = folder.resolve("ran");
        Path hook = user.directory().resolve(".git/hooks/pre-push");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\ntouch " + ran + "\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        String program = "!touch " + ran;
        user.git("config", "credential.helper", program);
        user.git("config", "core.sshCommand", "touch " + ran);
        user.git("config", "core.askPass", "touch " + ran);
        user.git("config", "core.fsmonitor", "touch " + ran);
        user.git("config", "core.gitProxy", "touch " + ran);
        user.git("config", "gpg.program", "touch " + ran);
        user.git("config", "push.gpgSign", "true");
        user.git("config", "pack.packObjectsHook", "touch " + ran);
        user.git("config", "uploadpack.packObjectsHook", "touch " + ran);
        user.git("config", "url.https://127.0.0.1:1/.insteadOf", "https://127.0.0.1:" + server.port() + "/");
        user.git("config", "url.ext::touch " + ran + ".pushInsteadOf", "https://");
        user.git("config", "http.proxy", "http://127.0.0.1:1");
        user.git("config", "http.extraHeader", "X: y");

        assertThat(push(TOKEN).commit()).isEqualTo(remoteBranch());
        assertThat(ran).doesNotExist();
    }

    @Test
    void followsNoRedirectWithTheToken() throws Exception {
        server.redirectTo("https://127.0.0.1:1");

        assertThatThrownBy(() -> push(TOKEN)).isInstanceOf(AgentException.class).hasMessageContaining("redirects");
    }
}
