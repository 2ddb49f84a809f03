package dev.codeagent.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.docker.DockerConnection;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.docker.ProjectNetworks;
import dev.codeagent.docker.ResourceLabels;
import dev.codeagent.docker.SubnetPool;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.egress.EgressRules;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EgressProxiesTest {
    private static final NetworkAccess LISTED = NetworkAccess.LISTED;

    private FakeEngine engine;
    private EgressProxies proxies;

    @BeforeEach
    void startEngine() throws IOException {
        engine = new FakeEngine();
        DockerEngineClient client = engine.engine();
        var labels = new ResourceLabels("test");
        SecurityLevel level = SecurityLevel.STANDARD;
        var settings = new SandboxContainerSettings(
                DockerConnection.withoutTls("unix:///nowhere.sock"),
                "test",
                "image",
                ProjectImagePolicy.NONE,
                level,
                level.limits(),
                "172.20.0.0/16",
                0,
                List.of());
        proxies = new EgressProxies(
                client,
                labels,
                settings,
                new ProjectNetworks(client, labels, new SubnetPool("172.20.0.0/16")),
                new EgressRules(List.of(), Map.of()));
    }

    @AfterEach
    void stopEngine() {
        engine.close();
    }

    private void addProxy(String project) {
        engine.addContainer("proxy-" + project, project, "egress-" + LISTED.labelValue());
    }

    @Test
    void keepsTheProxyOfASandboxThatStillExists() {
        addProxy("a");
        engine.addContainer("sandbox-a", "a", LISTED.labelValue());

        proxies.removeIfUnused("a", LISTED);

        assertThat(engine.containers()).containsExactlyInAnyOrder("proxy-a", "sandbox-a");
        assertThat(engine.removedVolumes()).isEmpty();
    }

    @Test
    void keepsAProxyBetweenItsStartAndTheStartOfItsSandbox() {
        addProxy("a");

        proxies.acquire("a", LISTED, "executor");
        proxies.removeUnused();
        assertThat(engine.containers()).containsExactly("proxy-a");

        proxies.release("a", LISTED);
        assertThat(engine.containers()).isEmpty();
        assertThat(engine.removedVolumes()).hasSize(1);
    }

    @Test
    void keepsAProxyUntilItsLastLeaseEnds() {
        addProxy("a");
        proxies.acquire("a", LISTED, "executor");
        proxies.acquire("a", LISTED, "executor");

        proxies.release("a", LISTED);
        assertThat(engine.containers()).containsExactly("proxy-a");

        proxies.release("a", LISTED);
        assertThat(engine.containers()).isEmpty();
    }

    @Test
    void removesTheProxiesOfAllProjectsThatNothingUses() {
        addProxy("a");
        addProxy("b");
        engine.addContainer("sandbox-b", "b", LISTED.labelValue());

        proxies.removeUnused();

        assertThat(engine.containers()).containsExactlyInAnyOrder("proxy-b", "sandbox-b");
    }

    @Test
    void servesOtherProjectsWhileItReadsTheLogOfAProxy() throws Exception {
        addProxy("slow");
        addProxy("other");
        var reading = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        engine.onLogRead(container -> {
            reading.countDown();
            try {
                finish.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var removal = CompletableFuture.runAsync(() -> proxies.removeIfUnused("slow", LISTED));
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();

        String volume = proxies.acquire("other", LISTED, "executor");

        assertThat(volume).contains("other");
        assertThat(removal).isNotDone();
        finish.countDown();
        removal.get(30, TimeUnit.SECONDS);
        assertThat(engine.containers()).containsExactly("proxy-other");
    }
}
