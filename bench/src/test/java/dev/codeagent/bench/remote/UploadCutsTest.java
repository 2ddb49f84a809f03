package dev.codeagent.bench.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.remote.CuttingProxy.Cut;
import dev.codeagent.bench.remote.CuttingProxy.Direction;
import dev.codeagent.bench.remote.CuttingProxy.Ending;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.upload.FolderUpload;
import dev.codeagent.cli.upload.FolderUpload.UserDirectories;
import dev.codeagent.client.http.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's and the server's uploads, whose connections end at bytes of all requests and answers. */
class UploadCutsTest {
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int PARTS = 3;

    @TempDir
    Path directory;

    private Path folder;
    private UploadEndpoint server;
    private CuttingProxy proxy;
    private String tree;
    private int uploads;

    @BeforeEach
    void create() throws Exception {
        folder = Files.createDirectories(directory.resolve("app"));
        Files.createDirectories(directory.resolve("home"));
        byte[] content = new byte[700_000];
        new Random(3).nextBytes(content);
        Files.write(folder.resolve("large.bin"), content);
        Files.writeString(folder.resolve("a.txt"), "a\r\n");
        git(folder, "init", "-q");
        git(folder, "add", "-A");
        tree = git(folder, "write-tree");
        server = new UploadEndpoint(directory.resolve("data"));
        proxy = new CuttingProxy(server.port());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    private static String git(Path directory, String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(java.util.List.of("git"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    /** Uploads the folder as a new project; what the server has then are its files, in one pack. */
    private void upload(String what) throws Exception {
        var user = new UserDirectories(directory.resolve("home"), directory.resolve("state" + uploads++));
        var client = new RestClient(URI.create("http://127.0.0.1:" + proxy.port()), Credentials.none());
        FolderUpload upload = FolderUpload.of(client, folder, false, user, text -> {}, PATIENCE);
        String project = upload.synchronize().id();
        assertThat(proxy.isCutPending()).as(what).isFalse();
        Path stored = directory.resolve("data/projects/" + project);
        Path repository = stored.resolve("upload");
        assertThat(git(repository, "rev-parse", "HEAD^{tree}")).as(what).isEqualTo(tree);
        git(repository, "fsck", "--strict");
        try (var packs = Files.list(repository.resolve(".git/objects/pack"))) {
            assertThat(packs.filter(file -> file.toString().endsWith(".pack")))
                    .as(what)
                    .hasSize(1);
        }
        try (var files = Files.list(repository)) {
            assertThat(files).as(what).hasSize(1);
        }
        try (var files = Files.list(stored.resolve("transfers"))) {
            assertThat(files).as(what).isEmpty();
        }
    }

    @Test
    void aCutAtAnyPlaceLosesNothing() throws Exception {
        upload("no cut");
        long requests = proxy.takeSentBytes();
        for (Ending ending : Ending.values()) {
            for (int i = 0; i < PARTS; i++) {
                long position = i == 0 ? 40 : i * requests / PARTS;
                proxy.cut(Cut.after(position, Direction.REQUEST, ending, false));
                upload(ending + " after " + position + " bytes of requests");
            }
        }
        for (long position : new long[] {1, 150, 500, 900, 1_300}) {
            proxy.cut(
                    Cut.after(position, Direction.RESPONSE, position % 100 == 0 ? Ending.RESET : Ending.CLOSE, false));
            upload("cut after " + position + " bytes of answers");
        }
    }

    @Test
    void aRestartInTheMiddleLosesNothing() throws Exception {
        upload("no cut");
        long requests = proxy.takeSentBytes();
        for (int i = 1; i <= PARTS; i++) {
            proxy.cut(Cut.after(i * requests / (PARTS + 1), Direction.REQUEST, Ending.RESET, false));
            Thread restart = Thread.ofVirtual().start(() -> {
                while (proxy.isCutPending()) {
                    Thread.onSpinWait();
                }
                server.restart();
            });
            upload("restart " + i);
            restart.join();
        }
    }
}
