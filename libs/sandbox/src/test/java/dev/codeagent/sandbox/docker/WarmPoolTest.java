package dev.codeagent.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.NetworkAccess;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmPoolTest {
    private static final WarmPool.Key OLD_IMAGE = new WarmPool.Key("p", NetworkAccess.NONE, "old");
    private static final WarmPool.Key NEW_IMAGE = new WarmPool.Key("p", NetworkAccess.NONE, "new");
    private static final WarmPool.Key OTHER = new WarmPool.Key("q", NetworkAccess.NONE, "old");

    private final Set<String> running = new ConcurrentSkipListSet<>();
    private final Set<String> unhealthy = new ConcurrentSkipListSet<>();
    private final AtomicInteger started = new AtomicInteger();
    private volatile RuntimeException startFailure = null;

    private final WarmPool.Containers<String> containers = new WarmPool.Containers<>() {
        @Override
        public String startWarm(WarmPool.Key key) {
            RuntimeException failure = startFailure;
            if (failure != null) {
                startFailure = null;
                throw failure;
            }
            String name = key.project() + "-" + key.image() + "-" + started.incrementAndGet();
            running.add(name);
            return name;
        }

        @Override
        public void requireHealthy(String container) {
            if (unhealthy.contains(container)) {
                throw new AgentException(ErrorCode.SANDBOX_LOST, container + " does not answer");
            }
        }

        @Override
        public void discard(String container) {
            running.remove(container);
        }
    };

    private final WarmPool<String> pool =
            new WarmPool<>(containers, 2, Thread.ofPlatform().daemon().factory());

    @AfterEach
    void closePool() {
        pool.close();
    }

    private void awaitRunning(String... names) {
        await().untilAsserted(() -> assertThat(running).containsExactlyInAnyOrder(names));
    }

    @Test
    void keepsAContainerForAProjectInUse() {
        pool.request(OLD_IMAGE);
        awaitRunning("p-old-1");

        assertThat(pool.take(OTHER)).isEmpty();
        assertThat(pool.take(OLD_IMAGE)).contains("p-old-1");
        assertThat(pool.take(OLD_IMAGE)).isEmpty();
    }

    @Test
    void removesTheContainersOfAnImageThatTheProjectNoLongerUses() {
        pool.request(OLD_IMAGE);
        awaitRunning("p-old-1");

        pool.request(NEW_IMAGE);

        awaitRunning("p-new-2");
        assertThat(pool.take(NEW_IMAGE)).contains("p-new-2");
    }

    @Test
    void replacesAContainerThatDoesNotAnswer() {
        pool.request(OLD_IMAGE);
        awaitRunning("p-old-1");
        unhealthy.add("p-old-1");

        assertThat(pool.take(OLD_IMAGE)).isEmpty();
        pool.request(OLD_IMAGE);

        awaitRunning("p-old-2");
    }

    @Test
    void startsContainersAgainAfterAFailure() {
        startFailure = new AgentException(ErrorCode.SANDBOX_FAILED, "no memory");
        pool.request(OLD_IMAGE);
        await().until(() -> startFailure == null);

        await().untilAsserted(() -> {
            pool.request(OLD_IMAGE);
            assertThat(running).isNotEmpty();
        });
    }

    @Test
    void startsContainersAgainAfterAnUncheckedException() {
        startFailure = new IllegalStateException("planted");
        pool.request(OLD_IMAGE);
        await().until(() -> startFailure == null);

        await().untilAsserted(() -> {
            pool.request(OLD_IMAGE);
            assertThat(running).isNotEmpty();
        });
    }

    @Test
    void keepsAtMostItsSize() {
        pool.request(OLD_IMAGE);
        pool.request(OTHER);
        await().until(() -> running.size() == 2);

        pool.request(new WarmPool.Key("r", NetworkAccess.NONE, "old"));

        assertThat(started).hasValue(2);
    }

    @Test
    void removesItsContainersWhenItCloses() {
        pool.request(OLD_IMAGE);
        awaitRunning("p-old-1");

        pool.close();

        assertThat(running).isEmpty();
        pool.request(OLD_IMAGE);
        assertThat(pool.take(OLD_IMAGE)).isEmpty();
    }

    @Test
    void adoptsAContainerOfAnEarlierServer() {
        running.add("adopted");

        pool.adopt(OLD_IMAGE, "adopted");

        assertThat(pool.take(OLD_IMAGE)).contains("adopted");
    }
}
