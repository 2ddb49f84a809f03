package dev.codeagent.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunCursor;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.TextDelta;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunPresenceTest {
    private static final RunId RUN = new RunId("run-1");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

    private final InMemoryRunJournal journal = new InMemoryRunJournal();
    private final EventHub hub = new EventHub(journal, CLOCK);

    /** A listener that is no client. */
    private static final class SilentListener implements RunEventSource.Listener {
        @Override
        public void onEvent(RecordedEvent event) {}

        @Override
        public void onDelta(TextDelta delta) {}

        @Override
        public void onStalled(RunId run, AgentException reason) {}
    }

    private static RunEvent.Created created() {
        return new RunEvent.Created(
                "p-1",
                "s-1",
                "local",
                "/code",
                List.of(),
                "x",
                List.of(AgentName.CODING),
                "",
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty());
    }

    private static RunCursor cursorAfter(long seq) {
        return new RunCursor(RUN, seq, "", 0);
    }

    /** A client with a name. */
    private static final class NamedListener implements RunEventSource.Listener {
        private final String client;
        private final List<String> presence = new ArrayList<>();

        NamedListener(String client) {
            this.client = client;
        }

        @Override
        public void onEvent(RecordedEvent event) {}

        @Override
        public void onDelta(TextDelta delta) {}

        @Override
        public void onStalled(RunId run, AgentException reason) {}

        @Override
        public Optional<Follower> follower() {
            return Optional.of(new Follower("local", client, CLOCK.instant()));
        }

        @Override
        public void onPresence(RunId run, List<Follower> followers) {
            presence.add(
                    String.join(" ", followers.stream().map(Follower::client).toList()));
        }
    }

    @Test
    void tellsFollowersWhoElseFollowsTheRun() {
        hub.open(RUN, created());
        var portal = new NamedListener("portal");
        var cli = new NamedListener("cli");
        hub.subscribe(cursorAfter(0), new SilentListener());
        hub.subscribe(cursorAfter(0), portal);

        assertThat(portal.presence).isEmpty();

        try (var second = hub.subscribe(cursorAfter(0), cli)) {
            assertThat(hub.followers(RUN)).extracting(Follower::client).containsExactly("portal", "cli");
        }

        assertThat(portal.presence).containsExactly("portal cli", "portal");
        assertThat(cli.presence).containsExactly("portal cli");
        assertThat(journal.eventsOf(RUN)).hasSize(1);
    }

    @Test
    void aCrowdIsNotToldAboutEachOther() {
        hub.open(RUN, created());
        var first = new NamedListener("first");
        hub.subscribe(cursorAfter(0), first);
        for (int i = 0; i < 200; i++) {
            hub.subscribe(cursorAfter(0), new NamedListener("c"));
        }

        assertThat(first.presence).hasSize(49);
        assertThat(hub.followers(RUN)).hasSize(201);
    }
}
