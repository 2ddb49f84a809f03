package dev.codeagent.tests.container;

import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.run.AgentService;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunService;
import dev.codeagent.persistence.contract.RandomValues;
import dev.codeagent.persistence.contract.RunJournalContract;
import dev.codeagent.persistence.contract.StoreContract;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.nio.file.Path;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The beans with the services of the container: the journal on its connection pool, the stores on JPA with its
 * transactions, the EJBs. All tests share one deployment, because each deployment starts a server.
 */
@ExtendWith(ArquillianExtension.class)
class BeansInContainerTest extends RunJournalContract implements StoreContract, OrchestratorBoundaryContract {
    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);

    @EJB
    RunService runs;

    @EJB
    AgentService agents;

    @Inject
    ProjectService projectService;

    @Inject
    RunJournal journal;

    @Inject
    ProjectStore projects;

    @Inject
    ProviderStore providers;

    @Inject
    CredentialStore credentials;

    @Resource(lookup = "java:comp/UserTransaction")
    UserTransaction transaction;

    @TempDir
    Path folder;

    @Deployment
    static WebArchive server() {
        return TestLibraries.addTo(ServerWar.withEmptyDataDirectory())
                .addClasses(
                        RunJournalContract.class,
                        StoreContract.class,
                        RandomValues.class,
                        OrchestratorBoundaryContract.class);
    }

    @Override
    public RunService runs() {
        return runs;
    }

    @Override
    public AgentService agents() {
        return agents;
    }

    @Override
    public ProjectService projectService() {
        return projectService;
    }

    @Override
    public RunJournal journal() {
        return journal;
    }

    @Override
    public ProjectStore projects() {
        return projects;
    }

    @Override
    public ProviderStore providers() {
        return providers;
    }

    @Override
    public CredentialStore credentials() {
        return credentials;
    }

    @Override
    public UserTransaction transaction() {
        return transaction;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public String uniqueName() {
        return name;
    }
}
