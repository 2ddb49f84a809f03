package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.upload.UploadStatus;
import dev.codeagent.config.PathMapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Requests of an upload that arrive twice, late, or after a restart of the server. */
@Execution(ExecutionMode.CONCURRENT)
class RepeatedUploadTest {
    @TempDir
    Path directory;

    private final InMemoryProjectStore store = new InMemoryProjectStore();
    private ProjectUploads uploads;
    private Project project;
    private Path folder;
    private byte[] bundle;
    private String transfer;

    @BeforeEach
    void create() throws Exception {
        restart();
        project = uploads.create(Caller.LOCAL, "0123456789abcdef", "app", "");
        folder = directory.resolve("client/app");
        TestRepository.create(folder, "a.txt", "one\n");
        byte[] content = new byte[5_000];
        new Random(1).nextBytes(content);
        Files.write(folder.resolve("b.bin"), content);
        bundle = client().bundleOfFiles();
        transfer = UploadingClient.digest(bundle);
    }

    /** Only files remain. */
    private void restart() {
        Path data = directory.resolve("data");
        var defaults = new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 1));
        var branches = new RunBranchStore(data, PathMapping.IDENTITY);
        uploads = new ProjectUploads(store, () -> defaults, data, branches, 3 << 20, Clock.systemUTC());
    }

    private UploadingClient client() {
        return new UploadingClient(uploads, project.id(), folder);
    }

    private UploadStatus send(int from, int to) {
        return uploads.receive(Caller.LOCAL, project.id(), transfer, from, Arrays.copyOfRange(bundle, from, to));
    }

    private UploadStatus finish() {
        return uploads.finish(Caller.LOCAL, project.id(), transfer);
    }

    private Path stored(String name) {
        return directory.resolve("data/projects/" + project.id()).resolve(name);
    }

    @Test
    void aPieceThatArrivesTwiceOrLateIsStoredOnce() {
        send(0, 1_000);
        send(1_000, 2_000);
        assertThat(send(0, 1_000).receivedBytes()).isEqualTo(2_000);
        assertThat(send(500, 1_500).receivedBytes()).isEqualTo(2_000);
        assertThat(send(1_500, 3_000).receivedBytes()).isEqualTo(3_000);
        restart();
        assertThat(send(3_000, bundle.length).receivedBytes()).isEqualTo(bundle.length);
        assertThat(finish().commit()).isNotEmpty();
    }

    @Test
    void otherBytesAreReplaced() {
        byte[] wrong = bundle.clone();
        wrong[700]++;
        uploads.receive(Caller.LOCAL, project.id(), transfer, 0, wrong);
        assertThatThrownBy(this::finish).hasMessageContaining("not all of it");
        send(0, 600);
        for (int from = 600; from < bundle.length; from += 600) {
            send(from, Math.min(bundle.length, from + 600));
        }
        assertThat(finish().commit()).isNotEmpty();
    }

    @Test
    void aTransferCanBeFinishedTwice() throws Exception {
        UploadStatus first = client().upload(bundle);
        assertThat(finish()).isEqualTo(first);
        restart();
        assertThat(finish()).isEqualTo(first);
        Files.writeString(folder.resolve("a.txt"), "two\n");
        client().upload(client().differenceTo(first.commit()));
        assertThatThrownBy(this::finish).hasMessageContaining("has 0 bytes");
    }

    @Test
    void aTransferIsFinishedAfterAKillBeforeTheAnswer() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "zero\n");
        UploadStatus before = client().upload(client().bundleOfFiles());
        Files.writeString(folder.resolve("a.txt"), "one\n");
        bundle = client().differenceTo(before.commit());
        transfer = UploadingClient.digest(bundle);
        UploadStatus first = client().upload(bundle);
        Files.delete(stored("transfer.finished"));
        Files.write(stored("transfers").resolve(transfer), bundle);
        restart();
        assertThat(finish()).isEqualTo(first);
        assertThat(stored("transfers")).isEmptyDirectory();
    }

    @Test
    void whatAKilledUploadLeftDoesNotMatter() throws Exception {
        UploadStatus first = client().upload(bundle);
        Path remains = Files.createDirectories(stored("upload/quarantine123/objects/pack"));
        Files.writeString(remains.resolve("tmp_pack_1"), "x");
        Files.writeString(stored("upload/.git/refs/heads/uploaded.lock"), "");
        Files.writeString(folder.resolve("a.txt"), "two\n");
        assertThat(client().upload(client().differenceTo(first.commit())).commit())
                .isNotEqualTo(first.commit());
        assertThat(stored("upload")).isDirectoryNotContaining("glob:**quarantine*");
    }
}
