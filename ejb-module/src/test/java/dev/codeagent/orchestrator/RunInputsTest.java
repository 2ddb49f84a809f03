package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Image;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.Attachment;
import dev.codeagent.api.run.AttachmentService;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.LineComment;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.config.PathMapping;
import dev.codeagent.messaging.InMemoryRunJournal;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.ProjectRoots;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attachments and comments of a request, as the agents of its run get them. */
class RunInputsTest {
    private static final RunId RUN = new RunId("run-1");
    private static final byte[] PNG = "\u0089PNG\r\n\u001a\n and pixels".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;

    private AttachmentStore store() {
        return new AttachmentStore(folder, Clock.systemUTC());
    }

    private RunInputs inputs() {
        return new RunInputs(
                new RunReferences(new InMemoryRunJournal()),
                store(),
                new ProjectFiles(
                        folder.resolve("data"),
                        PathMapping.IDENTITY,
                        new ProjectRoots(folder.resolve("data"), Optional.empty())));
    }

    private String prompt(RunEvent.Created created) {
        return inputs().prompt(RUN, created, new MentionedFiles.Request(created.prompt(), ""));
    }

    private String upload(String name, String type, byte[] content) {
        return store().add(Caller.LOCAL, name, type, content).id();
    }

    private static RunRequest request(Optional<FollowUp> followUp, String... attachments) {
        return new RunRequest(
                Caller.LOCAL,
                new ProjectId("p-1"),
                new SessionId("s-1"),
                "/code",
                List.of(),
                "Fix it",
                Optional.empty(),
                false,
                false,
                "",
                followUp,
                List.of(attachments));
    }

    private static RunEvent.Created created(RunRequest request, Optional<List<Attachment>> attachments) {
        return new RunEvent.Created(
                "p-1",
                "s-1",
                "local",
                "/code",
                List.of(),
                request.effectivePrompt(),
                List.of(AgentName.CODING),
                "",
                false,
                false,
                "",
                request.followUp(),
                attachments);
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void imagesAreGivenAsImagesAndTextsAsAPartOfThePrompt() {
        RunRequest request = request(
                Optional.empty(),
                upload("shot.png", "application/octet-stream", PNG),
                upload("log.txt", "text/plain; charset=utf-8", "größer ```\nend".getBytes(StandardCharsets.UTF_8)));
        RunEvent.Created created = created(request, inputs().bind(RUN, request));

        assertThat(inputs().images(RUN, created))
                .containsExactly(new Image("image/png", Base64.getEncoder().encodeToString(PNG)));
        assertThat(prompt(created))
                .startsWith("Fix it\n")
                .contains("Attached image: shot.png", "Attached text log.txt:\n````\ngrößer ```\nend\n````");
        assertThat(created.attachments().orElseThrow())
                .extracting(Attachment::mediaType)
                .containsExactly("image/png", "text/plain");
    }

    @Test
    void commentsNameTheirLinesAndAreARequestOfTheirOwn() {
        var followUp = new FollowUp(
                new RunId("run-0"),
                List.of(new LineComment("src/A.java", 12, 14, "Too long.\nSplit it"), new LineComment("b", 0, 0, "x")));
        RunRequest request = request(Optional.of(followUp));

        assertThat(prompt(created(request, Optional.empty())))
                .contains("continues the run run-0", "\n- src/A.java:12-14: Too long.\n  Split it\n- b: x");
        assertThat(new RunRequest(
                                Caller.LOCAL,
                                request.project(),
                                request.session(),
                                "/code",
                                List.of(),
                                " ",
                                Optional.empty(),
                                false,
                                false,
                                "",
                                request.followUp(),
                                List.of())
                        .effectivePrompt())
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "att-1", "att-0123456789abcdef0123456789abcdef/../x", ""})
    void refusesIdsThatAreNone(String id) {
        assertCode(ErrorCode.INVALID_VALUE, () -> inputs().bind(RUN, request(Optional.empty(), id)));
    }

    @Test
    void refusesWhatModelsCannotGet() {
        assertCode(ErrorCode.INVALID_VALUE, () -> upload("a", "", new byte[] {0, 1, 2}));
        assertCode(ErrorCode.INVALID_VALUE, () -> upload("a.svg", "image/svg+xml", "<svg/>".getBytes()));
        assertCode(ErrorCode.INVALID_VALUE, () -> upload("a.jpg", "image/jpeg", PNG));
        assertCode(ErrorCode.INVALID_VALUE, () -> upload("a", "text/plain", new byte[0]));
        assertCode(ErrorCode.INVALID_VALUE, () -> upload("a\u001b[2J", "text/plain", "x".getBytes()));
        byte[] longText = new byte[AttachmentService.MAX_TEXT_BYTES + 1];
        java.util.Arrays.fill(longText, (byte) 'x');
        assertCode(ErrorCode.MESSAGE_TOO_LARGE, () -> upload("a", "text/plain", longText));
        byte[] image = java.util.Arrays.copyOf(PNG, AttachmentService.MAX_IMAGE_BYTES + 1);
        assertCode(ErrorCode.MESSAGE_TOO_LARGE, () -> upload("a", "image/png", image));
    }

    @Test
    void refusesMoreThanARunMayHave() {
        var ids = new ArrayList<String>();
        for (int i = 0; i <= AttachmentService.MAX_PER_RUN; i++) {
            ids.add(upload("a", "", "x".getBytes()));
        }
        assertCode(
                ErrorCode.MESSAGE_TOO_LARGE,
                () -> inputs().bind(RUN, request(Optional.empty(), ids.toArray(String[]::new))));
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void uploadsExpireAndCopiesOfRunsStay() throws Exception {
        String id = upload("a", "", "x".getBytes());
        RunRequest request = request(Optional.empty(), id);
        Optional<List<Attachment>> bound = inputs().bind(RUN, request);
        Instant tomorrow = Clock.systemUTC().instant().plus(Duration.ofHours(25));

        new AttachmentStore(folder, Clock.fixed(tomorrow, ZoneOffset.UTC)).add(Caller.LOCAL, "b", "", "y".getBytes());

        assertCode(ErrorCode.NOT_FOUND, () -> inputs().bind(new RunId("run-2"), request));
        assertThat(prompt(created(request, bound))).contains("\nx\n");
    }

    @Test
    void aRunFailsIfItsAttachmentWasChangedOrDeleted() throws Exception {
        String id = upload("a", "", "x".getBytes());
        RunRequest request = request(Optional.empty(), id);
        Optional<List<Attachment>> bound = inputs().bind(RUN, request);
        Path copy = folder.resolve("runs/run-1").resolve(id);

        Files.writeString(copy, "tampered");
        assertCode(ErrorCode.CONFLICT, () -> prompt(created(request, bound)));

        Files.delete(copy);
        assertCode(ErrorCode.NOT_FOUND, () -> prompt(created(request, bound)));
    }
}
