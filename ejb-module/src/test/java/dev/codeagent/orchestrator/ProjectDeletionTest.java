package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretName;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.security.Caller;
import dev.codeagent.config.PathMapping;
import dev.codeagent.config.RetentionSettings;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.InMemoryProjectStore;
import dev.codeagent.projects.ProjectSecrets;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.RunDirectories;
import dev.codeagent.projects.WorkspaceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted with a project, and what prevents it. */
class ProjectDeletionTest {
    private static final ProjectId PROJECT = new ProjectId("p-1");

    @TempDir
    Path data;

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, Clock.systemUTC());
    private final InMemoryProjectStore projects = new InMemoryProjectStore();
    private final Secrets secrets = new Secrets(new HashMap<>());
    private final ProjectLocks locks = new ProjectLocks();
    private ProjectDeletion deletion;

    private record Secrets(Map<SecretName, Secret> stored) implements SecretStore {
        @Override
        public void put(SecretName name, Secret secret) {
            stored.put(name, secret);
        }

        @Override
        public Optional<Secret> find(SecretName name) {
            return Optional.ofNullable(stored.get(name));
        }

        @Override
        public boolean remove(SecretName name) {
            return stored.remove(name) != null;
        }
    }

    @BeforeEach
    void create() throws IOException {
        var launchers = IsolatedLauncher.selector();
        var undo = new RunUndo(
                journal,
                hub,
                new WorkspaceStore(data, PathMapping.IDENTITY),
                launchers,
                new RunBranchStore(data, PathMapping.IDENTITY));
        var directories = new RunDirectories(data);
        var retention = new RetentionSettings(Optional.empty(), Optional.empty());
        var cleaner = new RunCleaner(journal, directories, launchers, undo, retention, Clock.systemUTC());
        deletion = new ProjectDeletion(projects, journal, cleaner, directories, secrets, locks);
        for (String id : List.of("p-1", "p-2")) {
            projects.create(
                    new Project(new ProjectId(id), "app", "/" + id, "local", Instant.EPOCH),
                    new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 1)));
            Files.createDirectories(data.resolve("projects").resolve(id).resolve("mirror.git"));
            Files.writeString(data.resolve("projects").resolve(id).resolve("policy-answers.json"), "{\"rules\":[]}");
        }
        ProjectSecrets.all(PROJECT).forEach(name -> secrets.put(name, new Secret("token")));
        secrets.put(ProjectSecrets.remote(new ProjectId("p-2")), new Secret("token"));
    }

    private void run(String run, RunEvent... events) throws IOException {
        var id = new RunId(run);
        hub.open(id, CreatedRuns.code());
        hub.publish(id, new RunEvent.Started(1));
        if (events.length > 0) {
            hub.publish(id, events);
        }
        Files.createDirectories(data.resolve("workspaces").resolve(run));
    }

    private static RunEvent finished() {
        return new RunEvent.Finished(RunState.COMPLETED, "", "", Usage.NONE, "", 1);
    }

    private static RunEvent diff() {
        return new RunEvent.DiffReady("b", "c", List.of(new RunEvent.FileChange("a", "added", 1, 0)), List.of());
    }

    private void assertRefused(boolean unapplied, String... texts) {
        assertThatThrownBy(() -> deletion.delete(Caller.LOCAL, PROJECT, unapplied))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContainingAll(texts);
        assertThat(projects.find(PROJECT)).isPresent();
        assertThat(data.resolve("projects/p-1/mirror.git")).isDirectory();
        assertThat(secrets.stored()).hasSize(3);
    }

    @Test
    void deletesWhatTheServerStoresAndKeepsTheHistory() throws Exception {
        run("run-1", finished());
        deletion.delete(Caller.LOCAL, PROJECT, false);
        assertThat(projects.list()).extracting(Project::id).containsExactly(new ProjectId("p-2"));
        assertThat(data.resolve("projects"))
                .isDirectoryNotContaining(file -> file.toString().contains("p-1"));
        assertThat(data.resolve("projects/p-2/policy-answers.json")).exists();
        assertThat(data.resolve("workspaces")).isEmptyDirectory();
        assertThat(secrets.stored()).containsOnlyKeys(ProjectSecrets.remote(new ProjectId("p-2")));
        assertThat(journal.find(new RunId("run-1"))).isPresent();
        assertThatThrownBy(() -> deletion.delete(Caller.LOCAL, PROJECT, false)).hasMessageContaining("no project p-1");
    }

    @Test
    void isRefusedWhileARunIsActive() throws Exception {
        run("run-1");
        assertRefused(true, "run-1", "has not ended");
    }

    @Test
    void anUnappliedPatchIsDeletedOnlyOnRequest() throws Exception {
        run("run-1", diff(), finished());
        assertRefused(false, "run-1", "unapplied=true");
        deletion.delete(Caller.LOCAL, PROJECT, true);
        assertThat(projects.find(PROJECT)).isEmpty();
        assertThat(data.resolve("workspaces")).isEmptyDirectory();
    }

    @Test
    void isRefusedWhileARunStarts() throws Exception {
        var started = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        Thread start = Thread.ofVirtual()
                .start(() -> locks.whileUsed(PROJECT, () -> {
                    started.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                }));
        started.await();
        assertRefused(false, "is being started");
        end.countDown();
        start.join();
        deletion.delete(Caller.LOCAL, PROJECT, false);
        assertThat(projects.find(PROJECT)).isEmpty();
    }

    @Test
    void anInterruptedDeletionIsCompletedLater() throws Exception {
        Files.move(data.resolve("projects/p-1"), data.resolve("projects/p-1.deleted"));
        new RunDirectories(data).deleteRemains();
        assertThat(data.resolve("projects/p-1.deleted")).doesNotExist();
        assertThat(data.resolve("projects/p-2")).isDirectory();
        deletion.delete(Caller.LOCAL, PROJECT, false);
        assertThat(projects.find(PROJECT)).isEmpty();
    }
}
