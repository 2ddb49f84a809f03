package dev.codeagent.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.upload.UploadReceiver.Fault;
import dev.codeagent.client.http.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transfers whose requests and answers are lost: the server has the whole bundle at the end, and used it once. */
class UploadServerTest {
    private static final Duration PATIENCE = Duration.ofMillis(4);
    private static final int BYTES = 900_000;

    /** The state, pieces of 256 and 512 KiB and of the rest, and the end. */
    private static final int REQUESTS = 5;

    @TempDir
    Path directory;

    private final byte[] content = new byte[BYTES];
    private Path bundle;
    private String transfer;

    @BeforeEach
    void create() throws IOException {
        new Random(1).nextBytes(content);
        bundle = Files.write(directory.resolve("bundle"), content);
        transfer = UploadReceiver.digest(content);
    }

    private UploadServer.Status send(UploadReceiver receiver) throws IOException {
        var client = new RestClient(receiver.address(), Credentials.none());
        return new UploadServer(client, text -> {}, PATIENCE).send("p", bundle, transfer, UploadReceiver.COMMIT_BEFORE);
    }

    @Test
    void sendsEachByteOnce() throws Exception {
        try (var receiver = new UploadReceiver()) {
            assertThat(send(receiver).commit()).isEqualTo(UploadReceiver.COMMIT_AFTER);
            assertThat(receiver.adopted()).isEqualTo(content);
            assertThat(receiver.requests()).isEqualTo(REQUESTS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFaultAtAnyRequestLosesNothing(Fault fault) throws Exception {
        for (int first = 0; first < REQUESTS + 2; first++) {
            for (int count = 1; count <= 3; count++) {
                try (var receiver = new UploadReceiver()) {
                    receiver.fail(fault, first, count);
                    String what = count + " from request " + first;
                    assertThat(send(receiver).commit()).as(what).isEqualTo(UploadReceiver.COMMIT_AFTER);
                    assertThat(receiver.adopted()).as(what).isEqualTo(content);
                    assertThat(receiver.adoptions()).as(what).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void continuesWithWhatTheServerHas() throws Exception {
        try (var receiver = new UploadReceiver()) {
            receiver.keep(transfer, java.util.Arrays.copyOf(content, 800_000));
            send(receiver);
            assertThat(receiver.adopted()).isEqualTo(content);
            assertThat(receiver.requests()).isEqualTo(3);
        }
    }

    @Test
    void sendsAllAgainIfTheServerHasOtherBytes() throws Exception {
        for (int size : new int[] {BYTES, BYTES + 10}) {
            try (var receiver = new UploadReceiver()) {
                receiver.keep(transfer, new byte[size]);
                send(receiver);
                assertThat(receiver.adopted()).isEqualTo(content);
            }
        }
    }

    @Test
    void doesNotSendABundleForeverThatIsNoneOfItsName() throws Exception {
        try (var receiver = new UploadReceiver()) {
            transfer = "0".repeat(64);
            assertThatThrownBy(() -> send(receiver)).hasMessageContaining("CONFLICT");
            assertThat(receiver.requests()).isLessThan(20);
        }
    }

    @Test
    void tellsIfAnotherClientWasFaster() throws Exception {
        try (var receiver = new UploadReceiver()) {
            receiver.adoptByAnotherClient();
            assertThat(send(receiver).commit()).isEqualTo("c".repeat(40));
            assertThat(receiver.adoptions()).isZero();
        }
    }

    @Test
    void givesUpIfTheServerStaysAway() throws Exception {
        try (var receiver = new UploadReceiver()) {
            receiver.fail(Fault.PAGE_502, 2, Integer.MAX_VALUE - 2);
            assertThatThrownBy(() -> send(receiver))
                    .isInstanceOfSatisfying(
                            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SERVER))
                    .hasMessageContaining("continues where it stopped");
            receiver.fail(Fault.NONE, 0, 0);
            send(receiver);
            assertThat(receiver.adopted()).isEqualTo(content);
        }
    }
}
