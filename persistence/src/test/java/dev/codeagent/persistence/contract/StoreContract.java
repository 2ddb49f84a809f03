package dev.codeagent.persistence.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.text.UnicodeText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The contract of the stores of projects, providers and credentials. An interface, so that a test class can implement
 * another contract too.
 */
public interface StoreContract {
    ProjectStore projects();

    ProviderStore providers();

    CredentialStore credentials();

    /** A name that is unique per test; its projects and providers use it. */
    String uniqueName();

    private Project project(String suffix) {
        return new Project(
                new ProjectId("p-" + uniqueName() + suffix),
                "größer 🙂",
                "/home/" + uniqueName() + suffix,
                "local",
                Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    private static ProviderConfiguration provider(String id, String model) {
        return new ProviderConfiguration(
                new ProviderId(id),
                "openai",
                URI.create("http://127.0.0.1:9/v1"),
                model,
                List.of(new ProviderConfiguration.Price("m-1", "0.10", "0.400", "0")),
                Duration.ofSeconds(60),
                Duration.ofMillis(500));
    }

    private static AgentConfiguration agent(AgentName agent, String model) {
        return new AgentConfiguration(agent, List.of(ModelRef.parse(model)), 50, "Be brief.");
    }

    private static ProjectConfiguration setup() {
        return new ProjectConfiguration(
                List.of(agent(AgentName.PLANNING, "a/m-1"), agent(AgentName.CODING, "b")),
                List.of(provider("a", "m-1"), provider("b", "")),
                new Workflow(Map.of("/build", List.of(AgentName.PLANNING, AgentName.CODING)), 2));
    }

    @Test
    default void storesAProjectWithItsConfiguration() {
        projects().create(project(""), setup());

        assertThat(projects().find(project("").id())).contains(project(""));
        assertThat(projects().findByPath(project("").path(), "")).contains(project(""));
        assertThat(projects().list()).contains(project(""));
        assertThat(projects().configuration(project("").id())).isEqualTo(setup());
    }

    @Test
    default void storesPartsOfARepositoryAsProjectsOfTheirOwn() {
        Project whole = project("");
        Project part = new Project(
                new ProjectId("p-" + uniqueName() + "-part"),
                "pay",
                whole.path(),
                "local",
                Instant.EPOCH,
                "services/pay");
        // A project of an earlier version, in which every directory was a project.
        Project earlier = new Project(
                new ProjectId("p-" + uniqueName() + "-earlier"),
                "pay",
                whole.path() + "/services/pay",
                "local",
                Instant.EPOCH);
        for (Project project : List.of(whole, part, earlier)) {
            projects().create(project, setup());
        }

        assertThat(projects().find(part.id())).contains(part);
        assertThat(projects().findByPath(whole.path(), "")).contains(whole);
        assertThat(projects().findByPath(whole.path(), "services/pay")).contains(part);
        assertThat(projects().findByPath(earlier.path(), "")).contains(earlier);
        assertThat(projects().findByPath(whole.path(), "services")).isEmpty();
    }

    @Test
    default void rejectsASecondProjectOfADirectory() {
        projects().create(project(""), setup());
        var other = new Project(
                new ProjectId("p-" + uniqueName() + "-2"), "x", project("").path(), "local", Instant.EPOCH);

        assertThatThrownBy(() -> projects().create(other, setup()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(projects().find(other.id())).isEmpty();
    }

    @Test
    default void changesTheAgentOfOneProjectOnly() {
        projects().create(project("-1"), setup());
        projects().create(project("-2"), setup());

        projects().putAgent(project("-1").id(), agent(AgentName.CODING, "c/m-9"));

        assertThat(projects().configuration(project("-1").id()).agents())
                .containsExactly(agent(AgentName.PLANNING, "a/m-1"), agent(AgentName.CODING, "c/m-9"));
        assertThat(projects().configuration(project("-2").id())).isEqualTo(setup());
    }

    @Test
    default void findsNoUnknownProject() {
        assertThat(projects().find(new ProjectId("p-none"))).isEmpty();
        assertThatThrownBy(() -> projects().configuration(new ProjectId("p-none")))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_PROJECT));
    }

    @Test
    default void storesReplacesAndRemovesAProvider() {
        ProviderId id = new ProviderId(uniqueName());
        providers().put(provider(uniqueName(), "m-1"));
        providers().put(provider(uniqueName(), "m-2"));

        assertThat(providers().find(id)).contains(provider(uniqueName(), "m-2"));
        assertThat(providers().list()).contains(provider(uniqueName(), "m-2"));
        assertThat(providers().remove(id)).isTrue();
        assertThat(providers().remove(id)).isFalse();
        assertThat(providers().find(id)).isEmpty();
    }

    @Test
    default void storesTheAddressAndTheBranchOfGitProjects() {
        Project main = gitProject("-g1", "https://git.example.test//" + uniqueName() + ".git", "main", "");
        Project release = gitProject("-g2", main.path(), "release/1.0", "services/größer");

        projects().create(main, setup());
        projects().create(release, setup());

        assertThat(projects().find(main.id())).contains(main);
        assertThat(projects().find(release.id())).contains(release);
        assertThat(projects().list()).contains(main, release);
        assertThatThrownBy(() -> projects().create(gitProject("-g3", main.path(), "main", ""), setup()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    private Project gitProject(String suffix, String address, String branch, String subdirectory) {
        return new Project(
                new ProjectId("p-" + uniqueName() + suffix),
                "git",
                address,
                "local",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                subdirectory,
                ProjectKind.GIT,
                branch);
    }

    @Test
    default void storesReplacesAndRemovesACredential() {
        ProviderId id = new ProviderId(uniqueName());
        credentials().put(id, new Secret("sk-1"));
        credentials().put(id, new Secret("sk-größer-🙂"));

        assertThat(credentials().find(id).orElseThrow().reveal()).isEqualTo("sk-größer-🙂");
        assertThat(credentials().remove(id)).isTrue();
        assertThat(credentials().remove(id)).isFalse();
        assertThat(credentials().find(id)).isEmpty();
    }

    @Test
    default void storesRandomTextTimesAndAmounts() {
        var random = new Random(20260103);
        for (int i = 0; i < 50; i++) {
            var id = new ProjectId("p-" + uniqueName() + "-any" + i);
            String path = ("/home/" + uniqueName() + i + RandomValues.text(random)).replaceAll("/+", "/");
            var project = new Project(
                    id,
                    RandomValues.text(random),
                    path,
                    "local",
                    Instant.ofEpochMilli(random.nextLong(-62_135_596_800_000L, 253_402_300_800_000L)));
            // Readers of JSON replace unpaired surrogates, so no client can enter one.
            String instructions = UnicodeText.replaceUnpairedSurrogates(RandomValues.text(random));
            var agent = new AgentConfiguration(AgentName.CODING, List.of(ModelRef.parse("a/m-1")), 50, instructions);
            String money = RandomValues.money(random);
            var provider = new ProviderConfiguration(
                    new ProviderId(uniqueName() + "-any" + i),
                    "openai",
                    URI.create("http://127.0.0.1:9/v1"),
                    "m-1",
                    List.of(new ProviderConfiguration.Price("m-1", money, money, money)),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(500));
            String key = "k" + RandomValues.text(random).replaceAll("[\\uD800-\\uDFFF]", "");

            projects().create(project, new ProjectConfiguration(List.of(agent), List.of(provider), setup().workflow()));
            providers().put(provider);
            credentials().put(provider.id(), new Secret(key));

            assertThat(projects().find(id)).contains(project);
            assertThat(projects().findByPath(path, "")).contains(project);
            assertThat(projects().configuration(id).agents()).containsExactly(agent);
            assertThat(projects().configuration(id).providers()).containsExactly(provider);
            assertThat(providers().find(provider.id())).contains(provider);
            assertThat(credentials().find(provider.id()).orElseThrow().reveal()).isEqualTo(key);
        }
    }
}
