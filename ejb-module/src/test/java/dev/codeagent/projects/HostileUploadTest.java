package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.upload.UploadStatus;
import dev.codeagent.config.PathMapping;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that a hostile client sends. None of them changes what the server has. */
@Execution(ExecutionMode.CONCURRENT)
class HostileUploadTest {
    private static final long QUOTA = 2 << 20;
    private static final String FILE = "100644";
    private static final String LINK = "120000";
    private static final String TREE = "40000";

    @TempDir
    Path directory;

    private ProjectUploads uploads;
    private UploadingClient client;
    private Project project;
    private UploadStatus before;

    @BeforeEach
    void upload() throws Exception {
        Path data = directory.resolve("data");
        var defaults = new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 1));
        uploads = new ProjectUploads(
                new InMemoryProjectStore(),
                () -> defaults,
                data,
                new RunBranchStore(data, PathMapping.IDENTITY),
                QUOTA,
                Clock.systemUTC());
        project = uploads.create(Caller.LOCAL, "0123456789abcdef", "app", "");
        Path folder = directory.resolve("client/app");
        TestRepository.create(folder, "a.txt", "a\n");
        client = new UploadingClient(uploads, project.id(), folder);
        before = client.upload(client.bundleOfFiles());
    }

    private void assertRefused(byte[] bundle, String reason) throws Exception {
        assertRefused(bundle, ErrorCode.INVALID_VALUE, reason);
    }

    private void assertRefused(byte[] bundle, ErrorCode code, String reason) throws Exception {
        assertThatThrownBy(() -> client.upload(bundle))
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(reason);
        assertThat(uploads.status(Caller.LOCAL, project.id())).isEqualTo(before);
        Path upload = directory.resolve("data/projects/" + project.id() + "/upload");
        assertThat(Files.exists(upload.resolve("quarantine"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git",
                ".GIT",
                ".Git",
                "git~1",
                ".git ",
                ".git.",
                ".git::$INDEX_ALLOCATION",
                ".g\u200cit",
                ".git\ufeff",
                "..",
                ".",
                "a/b"
            })
    void namesThatLeadElsewhereAreRefused(String name) throws Exception {
        String blob = client.blob("x".getBytes(StandardCharsets.UTF_8));
        assertRefused(client.bundleOf(client.commitOf(client.entry(FILE, name, blob))), "git refuses its objects");
        String tree = client.git("write-tree");
        assertRefused(client.bundleOf(client.commitOf(client.entry(TREE, name, tree))), "git refuses its objects");
    }

    @ParameterizedTest
    @ValueSource(strings = {".gitmodules", ".GITMODULES", "gitmod~1", ".gitmodules "})
    void linksInPlaceOfGitsFilesAreRefused(String name) throws Exception {
        String target = client.blob("/etc/passwd".getBytes(StandardCharsets.UTF_8));
        assertRefused(client.bundleOf(client.commitOf(client.entry(LINK, name, target))), "git refuses its objects");
    }

    @Test
    void optionsInAddressesOfSubmodulesAreRefused() throws Exception {
        String modules = client.blob(
                "[submodule \"x\"]\n\tpath = x\n\turl = --upload-pack=touch /tmp/x\n".getBytes(StandardCharsets.UTF_8));
        assertRefused(
                client.bundleOf(client.commitOf(client.entry(FILE, ".gitmodules", modules))),
                "git refuses its objects");
    }

    @Test
    void twoEntriesWithOneNameAreRefused() throws Exception {
        String blob = client.blob("x".getBytes(StandardCharsets.UTF_8));
        assertRefused(
                client.bundleOf(client.commitOf(client.entry(FILE, "a", blob), client.entry(FILE, "a", blob))),
                "git refuses its objects");
    }

    @Test
    void missingObjectsAreRefused() throws Exception {
        String missing = "1".repeat(40);
        String commit = client.commitOf(client.entry(FILE, "a", missing));
        String tree = client.git("rev-parse", commit + "^{tree}");
        assertRefused(bundle(commit, pack(commit, tree)), "git refuses its objects");
        assertRefused(bundle(commit, pack(commit)), "git refuses its objects");
    }

    @Test
    void aCommitThatIsNotInThePackIsRefused() throws Exception {
        String blob = client.blob("x".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> client.upload(bundle("2".repeat(40), pack(blob))))
                .isInstanceOf(AgentException.class);
        assertRefused(bundle(blob, pack(blob)), "is not a commit");
        assertThat(uploads.status(Caller.LOCAL, project.id())).isEqualTo(before);
    }

    /** A header as a client would write it, and a pack. */
    private static byte[] bundle(String commit, byte[] pack) {
        var bundle = new ByteArrayOutputStream();
        bundle.writeBytes(
                ("# v2 git bundle\n" + commit + " " + UploadBundle.REF + "\n\n").getBytes(StandardCharsets.US_ASCII));
        bundle.writeBytes(pack);
        return bundle.toByteArray();
    }

    private byte[] pack(String... objects) throws Exception {
        Path prefix = directory.resolve("pack");
        byte[] ids = (String.join("\n", objects) + "\n").getBytes(StandardCharsets.US_ASCII);
        String id = client.git(ids, "pack-objects", "--quiet", prefix.toString());
        return Files.readAllBytes(directory.resolve("pack-" + id + ".pack"));
    }

    @Test
    void headersOfOtherBundlesAreRefused() throws Exception {
        byte[] bundle = client.bundleOfFiles();
        String text = new String(bundle, StandardCharsets.ISO_8859_1);
        String commit = text.split("\n")[1].split(" ")[0];
        String pack = text.substring(text.indexOf("\n\n") + 2);
        String ref = commit + " " + UploadBundle.REF + "\n";
        String other = "a".repeat(40);
        for (String header : List.of(
                "",
                "\n\n",
                "# v9 git bundle\n" + ref + "\n",
                "# v2 git bundle\n\n",
                "# v2 git bundle\n" + ref + commit + " refs/heads/main\n\n",
                "# v2 git bundle\n" + commit + " refs/heads/main\n\n",
                "# v2 git bundle\n" + commit + " refs/codeagent/upload/../../../x\n\n",
                "# v2 git bundle\n-" + other + "\n-" + commit + "\n" + ref + "\n",
                "# v3 git bundle\n@filter=blob:none\n" + ref + "\n",
                "# v3 git bundle\n@object-format=sha256\n" + ref + "\n",
                "# v2 git bundle\n--upload-pack=x " + UploadBundle.REF + "\n\n",
                "# v2 git bundle\n" + commit.substring(1) + " " + UploadBundle.REF + "\n\n",
                "# v2 git bundle\n-" + "9".repeat(5_000) + "\n" + ref + "\n")) {
            assertRefused((header + pack).getBytes(StandardCharsets.ISO_8859_1), "the upload is not used");
        }
        assertRefused(("# v2 git bundle\n" + ref + "\n").getBytes(StandardCharsets.US_ASCII), "no pack");
    }

    @Test
    void damagedPacksAreRefused() throws Exception {
        // Of a commit that the server does not have: it reads no pack again.
        String blob = client.blob("other".getBytes(StandardCharsets.UTF_8));
        byte[] bundle = client.bundleOf(client.commitOf(client.entry(FILE, "other", blob)));
        int start = new String(bundle, StandardCharsets.ISO_8859_1).indexOf("PACK");
        assertRefused(Arrays.copyOf(bundle, bundle.length - 1), "git refuses its objects");
        byte[] longer = Arrays.copyOf(bundle, bundle.length + 1);
        assertRefused(longer, "git refuses its objects");
        byte[] changed = bundle.clone();
        changed[bundle.length - 30] ^= 1;
        assertRefused(changed, "git refuses its objects");
        byte[] more = bundle.clone();
        ByteBuffer.wrap(more).putInt(start + 8, 4_000_000);
        assertRefused(more, "git refuses its objects");
        ByteBuffer.wrap(more).putInt(start + 8, -1);
        assertRefused(more, "4294967295 objects");
    }

    @Test
    void filesThatExpandBeyondTheQuotaAreRefused() throws Exception {
        String blob = client.blob(new byte[5 << 20]);
        byte[] bundle = client.bundleOf(client.commitOf(client.entry(FILE, "zeros", blob)));
        assertThat(bundle.length).isLessThan(100_000);
        assertRefused(bundle, ErrorCode.MESSAGE_TOO_LARGE, "the files of the upload have more than 2 MiB");
        // The same content many times costs nothing in a pack.
        String small = client.blob(new byte[1 << 20]);
        assertRefused(
                client.bundleOf(client.commitOf(
                        client.entry(FILE, "a", small),
                        client.entry(FILE, "b", small),
                        client.entry(FILE, "c", small))),
                ErrorCode.MESSAGE_TOO_LARGE,
                "more than 2 MiB");
    }

    @Test
    void treesThatContainEachOtherManyTimesAreRefusedInTime() throws Exception {
        String blob = client.blob("x".getBytes(StandardCharsets.UTF_8));
        String tree = tree(client.entry(FILE, "f", blob));
        for (int depth = 0; depth < 10; depth++) { // 10 to the power of 10 files
            var entries = new ByteArrayOutputStream();
            for (int i = 0; i < 10; i++) {
                entries.writeBytes(client.entry(TREE, "d" + i, tree));
            }
            tree = tree(entries.toByteArray());
        }
        String commit = client.git("commit-tree", tree, "-m", "x");
        assertThatThrownBy(() -> client.upload(client.bundleOf(commit))).isInstanceOf(AgentException.class);
        assertThat(uploads.status(Caller.LOCAL, project.id())).isEqualTo(before);
    }

    private String tree(byte[] content) {
        return client.git(content, "hash-object", "-t", "tree", "-w", "--stdin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "", "0123", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void namesOfTransfersThatAreNoDigestsAreRefused(String name) {
        assertThatThrownBy(() -> uploads.receive(Caller.LOCAL, project.id(), name, 0, new byte[1]))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void oldCommitsWithHarmlessDefectsAreAccepted() throws Exception {
        String tree = client.git("write-tree");
        String text = "tree " + tree + "\nauthor a<a@b> 1700000000 +0000\ncommitter a <a@b> 1700000000 +0000\n\nx\n";
        String commit = client.git(
                text.getBytes(StandardCharsets.UTF_8), "hash-object", "-t", "commit", "-w", "--literally", "--stdin");
        assertThat(client.upload(client.bundleOf(commit)).commit()).isEqualTo(commit);
    }

    @Test
    void linksAreFilesOfTheProject() throws Exception {
        String target = client.blob("/etc/passwd".getBytes(StandardCharsets.UTF_8));
        client.upload(client.bundleOf(client.commitOf(client.entry(LINK, "link", target))));
        try (var files = Files.walk(directory.resolve("data"))) {
            assertThat(files.filter(Files::isSymbolicLink).filter(f -> f.endsWith("link")))
                    .isEmpty();
        }
    }
}
