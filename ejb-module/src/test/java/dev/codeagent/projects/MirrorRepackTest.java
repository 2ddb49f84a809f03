package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.remotes.RemoteGit;
import dev.codeagent.remotes.RemoteHostPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packs of mirrors are joined, and nothing is lost. */
class MirrorRepackTest {
    private static final ProjectId PROJECT = new ProjectId("proj-0123456789ab");
    private static final Predicate<ProjectId> UNUSED = id -> false;

    @TempDir
    Path folder;

    private TestRepository source;
    private TestRepository mirror;
    private GitMirrors mirrors;
    private String replaced;

    @BeforeEach
    void create() throws Exception {
        source = TestRepository.create(folder.resolve("source"), "a.txt", "0\n");
        Path directory = folder.resolve("data/projects/" + PROJECT + "/mirror.git");
        Files.createDirectories(directory.getParent());
        source.git("clone", "-q", "--bare", source.directory().toString(), directory.toString());
        mirror = new TestRepository(directory);
        mirror.git("repack", "-a", "-d", "-q");
        for (int i = 1; i <= 4; i++) {
            source.write("a.txt", i + "\n");
            source.commitAll();
            fetch();
            if (i == 3) {
                replaced = source.git("rev-parse", "HEAD");
                source.git("reset", "-q", "--hard", "HEAD~1");
            }
        }
        var git = new RemoteGit(new RemoteHostPolicy(List.of()), Duration.ofSeconds(5), 1 << 20, Map.of());
        mirrors = new GitMirrors(folder.resolve("data"), git, new NoSecrets());
    }

    /** Like a transfer, which writes a pack. */
    private void fetch() throws Exception {
        mirror.git(
                "-c",
                "fetch.unpackLimit=1",
                "fetch",
                "-q",
                "--force",
                source.directory().toString(),
                "+main:main");
    }

    private record NoSecrets() implements dev.codeagent.api.credential.SecretStore {
        @Override
        public void put(dev.codeagent.api.credential.SecretName name, dev.codeagent.api.credential.Secret secret) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<dev.codeagent.api.credential.Secret> find(dev.codeagent.api.credential.SecretName name) {
            return Optional.empty();
        }

        @Override
        public boolean remove(dev.codeagent.api.credential.SecretName name) {
            return false;
        }
    }

    private long packs() throws IOException {
        try (var files = Files.list(mirror.directory().resolve("objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).count();
        }
    }

    @Test
    void joinsPacksAndKeepsWhatNoBranchReaches() throws Exception {
        assertThat(packs()).isEqualTo(5);
        mirrors.repack(UNUSED, 4);
        assertThat(packs()).isLessThanOrEqualTo(2);
        assertThat(mirror.git("rev-parse", "main")).isEqualTo(source.git("rev-parse", "main"));
        assertThat(mirror.git("show", replaced + ":a.txt")).isEqualTo("3");
        mirror.git("fsck", "--strict");
        source.write("a.txt", "5\n");
        source.commitAll();
        fetch();
        assertThat(mirror.git("show", "main:a.txt")).isEqualTo("5");
    }

    @Test
    void leavesMirrorsThatAreUsedOrHaveFewPacks() throws Exception {
        mirrors.repack(PROJECT::equals, 4);
        mirrors.repack(UNUSED, 5);
        mirrors.repack(UNUSED);
        assertThat(packs()).isEqualTo(5);
    }

    @Test
    void aDamagedMirrorDoesNotPreventTheOthers() throws Exception {
        Path damaged = folder.resolve("data/projects/proj-000000000000/mirror.git/objects/pack");
        Files.createDirectories(damaged);
        for (int i = 0; i < 5; i++) {
            Files.writeString(damaged.resolve("pack-" + i + ".pack"), "x");
        }
        mirrors.repack(UNUSED, 4);
        assertThat(packs()).isLessThanOrEqualTo(2);
    }
}
