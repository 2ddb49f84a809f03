package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.remotes.GitHttpsServer;
import dev.codeagent.remotes.GitHttpsServer.Attack;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile git server can do: clear errors, bounded time and disk, and nothing runs. */
class HostileGitServerTest {
    private static final String TOKEN = "ghp-0123456789-token";

    @TempDir
    static Path servers;

    private static GitHttpsServer hostile;
    private static GitHttpsServer internal;

    @TempDir
    Path folder;

    private TestRepository source;
    private Path bare;
    private GitProjectFixture server;

    @BeforeAll
    static void startServers() throws Exception {
        Path repositories = Files.createDirectories(servers.resolve("repositories"));
        hostile = new GitHttpsServer(
                Files.createDirectories(servers.resolve("a")), repositories, "x-access-token", TOKEN);
        internal = new GitHttpsServer(
                Files.createDirectories(servers.resolve("b")), repositories, "x-access-token", TOKEN);
    }

    @AfterAll
    static void stopServers() {
        hostile.close();
        internal.close();
    }

    @BeforeEach
    void createRepository() throws Exception {
        hostile.attack(Attack.NONE);
        hostile.authorizations().clear();
        internal.authorizations().clear();
        source = TestRepository.create(folder.resolve("source"), "a.txt", "one\n");
        bare = servers.resolve("repositories").resolve(folder.getFileName() + ".git");
        source.git("clone", "-q", "--bare", source.directory().toString(), bare.toString());
        server = fixture(Duration.ofSeconds(20), List.of("127.0.0.1"));
    }

    private GitProjectFixture fixture(Duration time, List<String> privateHosts) {
        return new GitProjectFixture(
                folder.resolve("data"),
                time,
                privateHosts,
                Map.of("SSL_CERT_FILE", hostile.certificate().toString()));
    }

    private String address() {
        return hostile.address(bare.getFileName().toString());
    }

    @Test
    void followsNoRedirect() {
        hostile.redirectTo("https://127.0.0.1:" + internal.port());

        assertThatThrownBy(() -> server.create(address(), "main", TOKEN))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_REFUSED))
                .hasMessageContaining("redirects to another address");

        hostile.redirectTo("http://169.254.169.254");
        assertThatThrownBy(() -> server.create(address(), "main", TOKEN)).hasMessageContaining("redirects");
        assertThat(internal.authorizations()).isEmpty();
        assertThat(hostile.authorizations()).isEmpty();
    }

    @Test
    void endsALoopOfLogins() {
        hostile.attack(Attack.ALWAYS_UNAUTHORIZED);

        assertThatThrownBy(() -> server.create(address(), "main", TOKEN))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_ACCESS_DENIED));

        assertThat(hostile.authorizations()).hasSizeBetween(1, 3);
    }

    @Test
    void stopsAnEndlessPackAndKeepsTheMirror() throws Exception {
        Project project = server.create(address(), "main", TOKEN);
        server.start(project, "run-1");
        source.write("a.txt", "two\n");
        source.commitAll();
        source.git("push", "-q", bare.toString(), "main");
        hostile.attack(Attack.ENDLESS_PACK);

        assertThatThrownBy(() -> server.start(project, "run-2"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_REFUSED))
                .hasMessageContaining("git.maxSize");

        try (Stream<Path> files = Files.walk(server.mirror(project))) {
            assertThat(files.filter(Files::isRegularFile)
                            .mapToLong(f -> f.toFile().length())
                            .sum())
                    .isLessThan(100_000);
        }
        hostile.attack(Attack.NONE);
        assertThat(server.start(project, "run-3").directory().resolve("a.txt")).hasContent("two");
    }

    @Test
    void limitsTheMemoryOfGit() {
        Project project = server.create(address(), "main", TOKEN);
        hostile.attack(Attack.PACK_WITH_TOO_MANY_OBJECTS);

        assertThatThrownBy(() -> server.start(project, "run-1")).hasMessageContaining("more memory");
    }

    @Test
    void doesNotWaitForAServerThatNeverAnswers() {
        var impatient = fixture(Duration.ofSeconds(1), List.of("127.0.0.1"));
        hostile.attack(Attack.NO_ANSWER);
        long start = System.nanoTime();

        assertThatThrownBy(() -> impatient.create(address(), "main", TOKEN))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_FAILED))
                .hasMessageContaining("git.fetchTimeout");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void repeatsNothingThatTheServerSays() {
        hostile.attack(Attack.ECHO_CREDENTIALS);
        String encoded =
                Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> server.create(address(), "main", TOKEN))
                .isInstanceOf(AgentException.class)
                .message()
                .doesNotContain(TOKEN)
                .doesNotContain(encoded)
                .doesNotContain("your token");
        assertThat(hostile.authorizations()).isNotEmpty();
    }

    @Test
    void sendsNoTokenToAServerWithAnotherCertificate() {
        assertThatThrownBy(
                        () -> server.create(internal.address(bare.getFileName().toString()), "main", TOKEN))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_REFUSED))
                .hasMessageContaining("certificate")
                .hasMessageContaining("SSL_CERT_FILE");
        assertThat(internal.authorizations()).isEmpty();
    }

    @Test
    void connectsToNoPrivateAddressThatTheConfigurationDoesNotName() {
        assertThatThrownBy(() -> fixture(Duration.ofSeconds(5), List.of()).create(address(), "main", TOKEN))
                .hasMessageContaining("git.privateHosts");
        assertThat(hostile.authorizations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".git", ".GIT", "git~1", ".g\u200cit", "..", "."})
    void refusesNamesThatGitNeverStores(String name) throws Exception {
        commitTree(name, "40000", tree("config", "100644", source.git("rev-parse", "main:a.txt")));
        Project project = server.create(address(), "evil", TOKEN);

        assertThatThrownBy(() -> server.start(project, "run-1"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_REFUSED))
                .hasMessageContaining("dangerous");
    }

    @Test
    void refusesGitmodulesThatAreALinkOrNameAnOption() throws Exception {
        commitTree(".gitmodules", "120000", blob("/etc/passwd"));
        Project link = server.create(address(), "evil", TOKEN);
        assertThatThrownBy(() -> server.start(link, "run-1")).hasMessageContaining("dangerous");

        commitTree(".gitmodules", "100644", blob("[submodule \"a\"]\n\tpath = a\n\turl = --upload-pack=touch\n"));
        assertThatThrownBy(() -> server.start(link, "run-2")).hasMessageContaining("dangerous");
    }

    @Test
    void linksOfTheBranchStayLinks() throws Exception {
        commitTree("link", "120000", blob("/etc/passwd"));
        Project project = server.create(address(), "evil", TOKEN);

        Path link = server.start(project, "run-1").directory().resolve("link");

        assertThat(link).isSymbolicLink();
        assertThat(server.filesWith("root:x:0:0")).isEmpty();
    }

    /** Creates a branch with one entry; git would refuse some of them. */
    private void commitTree(String name, String mode, String object) throws Exception {
        String commit = new TestRepository(bare).git("commit-tree", tree(name, mode, object), "-m", "x");
        new TestRepository(bare).git("update-ref", "refs/heads/evil", commit);
    }

    private String blob(String content) throws Exception {
        return hash("blob", content.getBytes(StandardCharsets.UTF_8));
    }

    private String tree(String name, String mode, String object) throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((mode + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(HexFormat.of().parseHex(object));
        return hash("tree", bytes.toByteArray());
    }

    private String hash(String type, byte[] content) throws Exception {
        Path file = Files.write(folder.resolve("object"), content);
        return new TestRepository(bare).git("hash-object", "--literally", "-w", "-t", type, file.toString());
    }
}
