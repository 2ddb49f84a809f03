package dev.codeagent.projects;

import static dev.codeagent.projects.RealGit.git;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.projects.ProjectDirectories.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Git directories are no projects, except those with files to work on. */
@Execution(ExecutionMode.CONCURRENT)
class GitDirectoriesTest extends ProjectDirectoriesFixture {
    @Test
    void usesLinkedWorktreesAndSubmodulesAsRepositories() throws IOException {
        git(repository, "worktree", "add", "-q", "../linked");
        git(folder, "init", "-q", "super");
        git(
                folder.resolve("super"),
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "add",
                "-q",
                repository.toString(),
                "sub");
        git(folder, "clone", "-q", "--separate-git-dir=" + folder.resolve("apart"), "repository", "separate");

        assertThat(locate("linked/services", "")).isEqualTo(new Location(folder.resolve("linked"), ""));
        assertThat(locate("super/sub/services", "")).isEqualTo(new Location(folder.resolve("super/sub"), ""));
        assertThat(locate("separate/services", "")).isEqualTo(new Location(folder.resolve("separate"), ""));
        assertRefused("apart", "").hasMessageContaining("'" + folder.resolve("apart") + "' is a bare git repository");
        assertRefused("super/.git/modules/sub", "").hasMessageContaining("for example " + folder.resolve("super"));
        assertRefused("repository/.git/worktrees/linked", "").hasMessageContaining("is inside the git directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare.git", "bare.git/hooks", "bare.git/refs/heads", "renamed/objects"})
    void refusesABareRepository(String path) throws IOException {
        git(folder, "clone", "-q", "--bare", "repository", "bare.git");
        git(folder, "clone", "-q", "--bare", "repository", "renamed");
        Files.createDirectories(folder.resolve("bare.git/hooks"));

        assertRefused(path, "").hasMessageContaining("a bare git repository").hasMessageContaining("git clone ");
        assertRefused(path, ".").hasMessageContaining("a bare git repository");
    }

    @ParameterizedTest
    @ValueSource(strings = {".git", ".git/hooks", ".git/objects", ".git/refs/heads"})
    void refusesTheInsideOfAGitDirectory(String path) throws IOException {
        Files.createDirectories(repository.resolve(".git/hooks"));

        assertRefused("repository/" + path, "")
                .hasMessageContaining("git directory of a repository, which has no files to work on")
                .hasMessageEndingWith("for example " + repository);
        // Also if it is damaged.
        Files.delete(repository.resolve(".git/HEAD"));
        assertRefused("repository/" + path, "").hasMessageContaining("git directory of a repository");
    }

    @Test
    void usesTheWorktreesOfABareRepositoryOnly() throws IOException {
        Files.createDirectories(folder.resolve("layout"));
        git(folder, "clone", "-q", "--bare", "repository", "layout/.bare");
        write("layout/.git", "gitdir: ./.bare\n");
        git(folder.resolve("layout"), "worktree", "add", "-q", "main");
        git(folder, "clone", "-q", "--bare", "repository", "other/.git");
        git(folder.resolve("other"), "worktree", "add", "-q", "main");
        git(folder.resolve("other"), "worktree", "add", "-q", "-b", "inside", ".git/inside");

        assertThat(locate("layout/main/services", "")).isEqualTo(new Location(folder.resolve("layout/main"), ""));
        assertThat(locate("other/main", "")).isEqualTo(new Location(folder.resolve("other/main"), ""));
        assertThat(locate("other/.git/inside", "")).isEqualTo(new Location(folder.resolve("other/.git/inside"), ""));
        for (String bare : List.of("layout", "other")) {
            assertRefused(bare, "")
                    .hasMessageContaining("has a bare git repository")
                    .hasMessageContaining("worktree list");
        }
    }

    @Test
    void doesNotTakeFilesWithSimilarNamesForARepository() throws IOException {
        write("similar/HEAD", "the head of a list\n");
        write("similar/objects/a.txt", "a\n");
        write("similar/refs/b.txt", "b\n");
        write("similar/.git/notes.txt", "no repository\n");

        assertThat(locate("similar/refs", "")).isEqualTo(new Location(folder.resolve("similar/refs"), ""));
    }
}
