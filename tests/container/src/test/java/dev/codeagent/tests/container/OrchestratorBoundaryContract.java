package dev.codeagent.tests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.run.AgentService;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The EJBs of orchestrator and agents in the container: their exceptions and transactions. */
interface OrchestratorBoundaryContract {
    RunService runs();

    AgentService agents();

    ProjectService projectService();

    RunJournal journal();

    UserTransaction transaction();

    Path folder();

    @Test
    default void throwsAgentExceptionInsteadOfEjbException() {
        assertThatThrownBy(() -> runs().start(request(new ProjectId("p-none"), "/plan")))
                .isExactlyInstanceOf(AgentException.class)
                .hasMessageContaining("p-none")
                .extracting(e -> ((AgentException) e).code())
                .isEqualTo(ErrorCode.UNKNOWN_PROJECT);
        assertThatThrownBy(() -> runs().get(Caller.LOCAL, new RunId("run-none")))
                .isExactlyInstanceOf(AgentException.class)
                .extracting(e -> ((AgentException) e).code())
                .isEqualTo(ErrorCode.UNKNOWN_RUN);
    }

    @Test
    default void doesNotAffectTheCallersTransaction() throws Exception {
        Project project = projectService().open(Caller.LOCAL, new ProjectDirectory(folder().toString()), "");
        transaction().begin();
        RunId run = runs().start(request(project.id(), "/plan")).id();
        assertThatThrownBy(() -> runs().start(request(project.id(), "/nonsense")))
                .isExactlyInstanceOf(AgentException.class);
        assertThat(transaction().getStatus()).isEqualTo(Status.STATUS_ACTIVE);
        transaction().rollback();

        assertThat(journal().find(run)).as("committed when start returned").isPresent();
        assertThat(journal().readAfter(run, 0, 1)).hasSize(1);
    }

    @Test
    default void listsTheFiveAgentsOfAProjectInTheirOrder() throws Exception {
        Files.createDirectories(folder().resolve("sub"));
        Project project = projectService()
                .open(Caller.LOCAL, new ProjectDirectory(folder().resolve("sub").toString()), "five");

        assertThat(agents().list(Caller.LOCAL, project.id()))
                .extracting(a -> a.agent().toString().toLowerCase(java.util.Locale.ROOT))
                .containsExactly("planning", "coding", "review", "testing", "documentation");
        assertThat(agents().get(Caller.LOCAL, project.id(), AgentName.CODING).maxTurns())
                .isEqualTo(50);
    }

    private static RunRequest request(ProjectId project, String command) {
        return new RunRequest(
                Caller.LOCAL,
                project,
                new SessionId("s-" + project),
                command,
                List.of(),
                "say hello",
                Optional.empty());
    }
}
