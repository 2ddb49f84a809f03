package dev.codeagent.persistence.project;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectSetup;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.api.wire.WireCodec;
import dev.codeagent.persistence.schema.Stored;
import dev.codeagent.persistence.text.StoredText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Projects and their setups in the system's database. */
@ApplicationScoped
@Stored
@Transactional(dontRollbackOn = AgentException.class)
public class JpaProjectStore implements ProjectStore {
    private static final String AGENT = "agent";
    private static final String PROVIDER = "provider";
    private static final String WORKFLOW = "workflow";

    @PersistenceContext(unitName = "codeagent")
    EntityManager entities;

    @Override
    public void create(Project project, ProjectSetup setup) {
        if (find(project.id()).isPresent() || findByPath(project.path()).isPresent()) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "there is a project " + project.id() + " or one of the folder " + project.path());
        }
        entities.persist(new ProjectEntity(project));
        String id = project.id().value();
        int position = 0;
        for (AgentConfiguration agent : setup.agents()) {
            entities.persist(new SetupPartEntity(id, AGENT, agent.agent().wireName(), position++, json(agent)));
        }
        for (ProviderConfiguration provider : setup.providers()) {
            entities.persist(new SetupPartEntity(id, PROVIDER, provider.id().value(), position++, json(provider)));
        }
        entities.persist(new SetupPartEntity(id, WORKFLOW, WORKFLOW, position, json(setup.workflow())));
        entities.flush();
    }

    @Override
    public Optional<Project> find(ProjectId id) {
        return Optional.ofNullable(entities.find(ProjectEntity.class, id.value()))
                .map(ProjectEntity::toProject);
    }

    @Override
    public Optional<Project> findByPath(String path) {
        return entities.createQuery("SELECT p FROM ProjectEntity p WHERE p.path = :path", ProjectEntity.class)
                .setParameter("path", StoredText.write(path))
                .getResultStream()
                .findFirst()
                .map(ProjectEntity::toProject);
    }

    @Override
    public List<Project> list() {
        return entities
                .createQuery("SELECT p FROM ProjectEntity p ORDER BY p.createdAt, p.id", ProjectEntity.class)
                .getResultList()
                .stream()
                .map(ProjectEntity::toProject)
                .toList();
    }

    @Override
    public ProjectSetup setup(ProjectId id) {
        require(id);
        List<SetupPartEntity> parts = entities.createQuery(
                        "SELECT s FROM SetupPartEntity s WHERE s.projectId = :id ORDER BY s.position",
                        SetupPartEntity.class)
                .setParameter("id", id.value())
                .getResultList();
        return new ProjectSetup(
                read(parts, AGENT, AgentConfiguration.class),
                read(parts, PROVIDER, ProviderConfiguration.class),
                read(parts, WORKFLOW, Workflow.class).getFirst());
    }

    @Override
    public void putAgent(ProjectId id, AgentConfiguration configuration) {
        put(id, AGENT, configuration.agent().wireName(), json(configuration));
    }

    @Override
    public void putProvider(ProjectId id, ProviderConfiguration configuration) {
        put(id, PROVIDER, configuration.id().value(), json(configuration));
    }

    private void put(ProjectId id, String kind, String name, String content) {
        require(id);
        var part = entities.find(SetupPartEntity.class, new SetupPartEntity.Key(id.value(), kind, name));
        if (part == null) {
            entities.persist(new SetupPartEntity(id.value(), kind, name, Short.MAX_VALUE, content));
        } else {
            part.replace(content);
        }
    }

    private void require(ProjectId id) {
        if (find(id).isEmpty()) {
            throw new AgentException(ErrorCode.UNKNOWN_PROJECT, "no project " + id);
        }
    }

    private static String json(Record value) {
        return StoredText.json(RecordJson.write(value).build().toString());
    }

    private static <T extends Record> List<T> read(List<SetupPartEntity> parts, String kind, Class<T> type) {
        return parts.stream()
                .filter(p -> p.kind().equals(kind))
                .map(p -> RecordJson.read(WireCodec.parse(p.content()), type))
                .toList();
    }
}
