package dev.codeagent.container;

import dev.codeagent.api.run.RunJournal;
import dev.codeagent.persistence.contract.AnyValue;
import dev.codeagent.persistence.contract.RunJournalContract;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The journal on the container's own pool of connections. */
@ExtendWith(ArquillianExtension.class)
class JournalInContainerTest extends RunJournalContract {
    @Inject
    RunJournal journal;

    @Deployment
    static WebArchive server() {
        return TestLibraries.addTo(ServerArchive.fresh()).addClasses(RunJournalContract.class, AnyValue.class);
    }

    @Override
    protected RunJournal journal() {
        return journal;
    }
}
