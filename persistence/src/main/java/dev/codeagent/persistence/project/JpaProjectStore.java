package dev.codeagent.persistence.project;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.persistence.schema.TranslateStorageErrors;
import dev.codeagent.persistence.text.PortableText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Stores projects and their configurations in the main database. */
@ApplicationScoped
@TranslateStorageErrors
@Transactional(dontRollbackOn = AgentException.class)
public class JpaProjectStore implements ProjectStore {
    private static final String AGENT = "agent";
    private static final String PROVIDER = "provider";
    private static final String WORKFLOW = "workflow";

    @PersistenceContext(unitName = "codeagent")
    EntityManager entityManager;

    @Override
    public void create(Project project, ProjectConfiguration setup) {
        var entity = new ProjectEntity(project);
        if (find(project.id()).isPresent() || findByColumn(entity.path()).isPresent()) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "a project with id " + project.id() + " or path " + project.path() + " already exists");
        }
        entityManager.persist(entity);
        // EclipseLink orders inserts by class name where no relationship is mapped; the parts reference the project.
        entityManager.flush();
        String id = project.id().value();
        int position = 0;
        for (AgentConfiguration agent : setup.agents()) {
            entityManager.persist(
                    new ConfigurationPartEntity(id, AGENT, agent.agent().wireName(), position++, toJson(agent)));
        }
        for (ProviderConfiguration provider : setup.providers()) {
            entityManager.persist(
                    new ConfigurationPartEntity(id, PROVIDER, provider.id().value(), position++, toJson(provider)));
        }
        entityManager.persist(new ConfigurationPartEntity(id, WORKFLOW, WORKFLOW, position, toJson(setup.workflow())));
        entityManager.flush();
    }

    @Override
    public Optional<Project> find(ProjectId id) {
        return Optional.ofNullable(entityManager.find(ProjectEntity.class, id.value()))
                .map(ProjectEntity::toProject);
    }

    @Override
    public Optional<Project> findByPath(String path, String subdirectory) {
        return findByColumn(ProjectEntity.toColumn(path, subdirectory));
    }

    private Optional<Project> findByColumn(String path) {
        return entityManager
                .createQuery("SELECT p FROM ProjectEntity p WHERE p.path = :path", ProjectEntity.class)
                .setParameter("path", path)
                .getResultStream()
                .findFirst()
                .map(ProjectEntity::toProject);
    }

    @Override
    public List<Project> list() {
        return entityManager
                .createQuery("SELECT p FROM ProjectEntity p ORDER BY p.createdAt, p.id", ProjectEntity.class)
                .getResultList()
                .stream()
                .map(ProjectEntity::toProject)
                .toList();
    }

    @Override
    public ProjectConfiguration configuration(ProjectId id) {
        List<ConfigurationPartEntity> parts = entityManager
                .createQuery(
                        "SELECT s FROM ConfigurationPartEntity s WHERE s.projectId = :id ORDER BY s.position",
                        ConfigurationPartEntity.class)
                .setParameter("id", id.value())
                .getResultList();
        if (parts.isEmpty()) {
            throw ProjectStore.unknown(id);
        }
        return new ProjectConfiguration(
                read(parts, AGENT, AgentConfiguration.class),
                read(parts, PROVIDER, ProviderConfiguration.class),
                read(parts, WORKFLOW, Workflow.class).getFirst());
    }

    @Override
    public void delete(ProjectId id) {
        entityManager
                .createQuery("DELETE FROM ConfigurationPartEntity s WHERE s.projectId = :id")
                .setParameter("id", id.value())
                .executeUpdate();
        entityManager
                .createQuery("DELETE FROM ProjectEntity p WHERE p.id = :id")
                .setParameter("id", id.value())
                .executeUpdate();
    }

    @Override
    public void putAgent(ProjectId id, AgentConfiguration configuration) {
        put(id, AGENT, configuration.agent().wireName(), toJson(configuration));
    }

    @Override
    public void putProvider(ProjectId id, ProviderConfiguration configuration) {
        put(id, PROVIDER, configuration.id().value(), toJson(configuration));
    }

    private void put(ProjectId id, String kind, String name, String content) {
        get(id);
        var part = entityManager.find(
                ConfigurationPartEntity.class, new ConfigurationPartEntity.Key(id.value(), kind, name));
        if (part == null) {
            entityManager.persist(new ConfigurationPartEntity(id.value(), kind, name, Short.MAX_VALUE, content));
        } else {
            part.replaceContent(content);
        }
    }

    private static String toJson(Record value) {
        return PortableText.escapeJson(RecordJson.write(value).build().toString());
    }

    private static <T extends Record> List<T> read(List<ConfigurationPartEntity> parts, String kind, Class<T> type) {
        return parts.stream()
                .filter(p -> p.kind().equals(kind))
                .map(p -> RecordJson.read(EnvelopeCodec.parse(p.content()), type))
                .toList();
    }
}
